import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { EngineError } from '../engine/errors.ts';
import { consoleHome } from '../engine/home.ts';
import { asPolicy, policySchema } from '../engine/plan/parse-policy.ts';
import type { RestorePolicy } from '../engine/plan/policy.ts';
import { JsonFile } from './json-file.ts';

/** A policy that can be used with any package: decisions for single records belong to one package alone. */
export type LastingPolicy = Omit<RestorePolicy, 'records'>;

export interface NamedPolicy {
  readonly name: string;
  readonly policy: LastingPolicy;
}

/** Not the one name that a JavaScript object cannot hold. */
const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((name) => name !== '__proto__');
const fileSchema = z.record(nameSchema, policySchema.omit({ records: true }));

/**
 * The named policies of this person, in `<home>/settings/policies.json`: an object of policies by name. Each call
 * reads the file, so that a window and a command line see the same. A file that cannot be understood is put aside
 * (`policies.json.damaged-…`), never overwritten: {@link damaged} names it.
 */
export class PolicyStore {
  readonly #path: string;
  readonly #file: JsonFile<z.infer<typeof fileSchema>>;

  constructor(home = consoleHome()) {
    this.#path = path.join(home, 'settings', 'policies.json');
    this.#file = new JsonFile(this.#path, fileSchema, {});
  }

  /** By name. */
  list(): readonly NamedPolicy[] {
    return Object.entries(this.#read())
      .map(([name, policy]) => ({ name, policy: lasting(policy) }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The policy of this name with no decision for a record, or null. */
  get(name: string): RestorePolicy | null {
    const found = this.list().find((named) => named.name === name);
    return found ? { ...found.policy, records: {} } : null;
  }

  /**
   * Saves a policy under a name, in place of one that has it; decisions for single records are left out. Errors:
   * `POLICY_INVALID`, `STORAGE_NOT_WRITABLE`.
   */
  save(name: string, policy: LastingPolicy | RestorePolicy): NamedPolicy {
    const key = nameSchema.safeParse(name);
    if (!key.success) throw invalid('its name must have 1 to 100 characters');
    const parsed = policySchema.safeParse({ ...policy, records: {} });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
    }
    const saved = { name: key.data, policy: lasting(parsed.data) };
    const others = Object.entries(this.#read()).filter(([other]) => other !== saved.name);
    this.#write(Object.fromEntries([...others, [saved.name, saved.policy]]));
    return saved;
  }

  /** Removes the policy of this name; false when there is none. Error: `STORAGE_NOT_WRITABLE`. */
  remove(name: string): boolean {
    const all = Object.entries(this.#read());
    const others = all.filter(([other]) => other !== name);
    if (others.length === all.length) return false;
    this.#write(Object.fromEntries(others));
    return true;
  }

  /** Files that could not be understood and were put aside, the latest last. */
  damaged(): readonly string[] {
    const folder = path.dirname(this.#path);
    if (!fs.existsSync(folder)) return [];
    const prefix = `${path.basename(this.#path)}.damaged-`;
    const names = fs.readdirSync(folder).filter((name) => name.startsWith(prefix));
    return names.sort().map((name) => path.join(folder, name));
  }

  #read(): z.infer<typeof fileSchema> {
    this.#putDamagedAside();
    return this.#file.read();
  }

  #putDamagedAside(): void {
    let text: string;
    try {
      text = fs.readFileSync(this.#path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
      throw notUsable(error, 'read');
    }
    if (isUnderstood(text)) return;
    const stamp = new Date().toISOString().replace(/[:.]/g, '-');
    try {
      fs.renameSync(this.#path, `${this.#path}.damaged-${stamp}`);
    } catch (error) {
      throw notUsable(error, 'put aside');
    }
  }

  #write(policies: z.infer<typeof fileSchema>): void {
    try {
      this.#file.write(policies);
    } catch (error) {
      throw notUsable(error, 'written');
    }
  }
}

function isUnderstood(text: string): boolean {
  try {
    return fileSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

function lasting(policy: z.infer<typeof fileSchema>[string]): LastingPolicy {
  const { records: _records, ...rest } = asPolicy({ ...policy, records: {} });
  return rest;
}

function invalid(because: string): EngineError {
  return new EngineError({
    code: 'POLICY_INVALID',
    message: `The policy cannot be saved: ${because}.`,
    consequence: 'Nothing was saved; the policies are as they were.',
    advice: 'Correct it and save it again.',
  });
}

function notUsable(error: unknown, what: string): EngineError {
  return new EngineError(
    {
      code: 'STORAGE_NOT_WRITABLE',
      message: `The file of the saved policies could not be ${what}.`,
      consequence: 'Nothing was lost; no restore depends on it.',
      advice: "Check the rights of the console's own folder and the space on its disk.",
      details: error instanceof Error ? error.message : String(error),
    },
    error,
  );
}
