import type { WorkOptions } from '../engine.ts';
import { cancelledError } from '../errors.ts';
import { consoleHome } from '../home.ts';
import { labelOf } from './address.ts';
import {
  clockStep,
  databaseSpaceStep,
  edmsStep,
  failedSteps,
  privilegesStep,
  reachableStep,
  step,
  storageStep,
  tlsStep,
  tooLateStep,
  versionStep,
} from './connection-steps.ts';
import type { ConnectionStep, ConnectionTest, StepLevel } from './connection-test.ts';
import { embeddedExists } from './embedded-exists.ts';
import { probeServer } from './probe.ts';
import {
  databaseFreeBytes,
  encryptionOf,
  readServerFacts,
  releaseOf,
  type ServerFacts,
} from './server-facts.ts';
import { parseServerUrl, type ServerUrl } from './server-url.ts';
import { readStorageFacts, type StorageFacts } from './storage-facts.ts';
import type { TargetAddress } from './target.ts';
import { readOnlyTransaction } from './transaction.ts';

export interface TestOptions extends WorkOptions {
  /** The console's own folder, in which embedded targets live. */
  readonly home?: string;
  /** The label of the embedded target that this process has open, which cannot be opened a second time. */
  readonly openHere?: string | null;
  /** For the whole test of a server, in milliseconds. */
  readonly limitMs?: number;
}

/** A server that has not told everything by then is of no use for a restore. */
const LIMIT_MS = 30_000;
/** What connecting may take, in seconds: less than a restore is given, for a person waits for the answer. */
const CONNECT_SECONDS = 10;
const STORAGE_MS = 5000;

/**
 * Tests a target and a storage folder, on a connection of its own that reads and never writes; a target that is open
 * is not touched. What is wrong is in the result, not thrown. Rejects with `TARGET_SYNTAX` and `CANCELLED`.
 */
export async function testConnection(
  address: TargetAddress,
  storageRoot: string | null,
  options: TestOptions = {},
): Promise<ConnectionTest> {
  const label = labelOf(address);
  const storage = await readStorageFacts(storageRoot, STORAGE_MS);
  if (options.signal?.aborted) throw cancelledError();
  const tested =
    address.kind === 'embedded'
      ? await testEmbedded(address.name, label, options)
      : await testServer(parseServerUrl(address.url), options);
  if (options.signal?.aborted) throw cancelledError();
  const steps = [...tested.steps, storageStep(storage, tested.edms?.documents ?? null)];
  return { ...tested, label, steps, level: worst(steps), storage: storageFigures(storage) };
}

type Tested = Omit<ConnectionTest, 'label' | 'level' | 'storage'>;

const NOTHING_TOLD = {
  latencyMs: null,
  serverVersion: null,
  tls: null,
  edms: null,
  role: null,
  clockDifferenceSeconds: null,
  databaseFreeBytes: null,
};

async function testServer(url: ServerUrl, options: TestOptions): Promise<Tested> {
  const limit = new Deadline(options.limitMs ?? LIMIT_MS, options.signal);
  try {
    const connectTimeoutSeconds = Math.min(url.connectTimeoutSeconds, CONNECT_SECONDS);
    const probe = await probeServer({ ...url, connectTimeoutSeconds }, limit.signal);
    try {
      const local = isLocal(url.host);
      const facts = await readServerFacts(probe.sql);
      const encryption = await encryptionOf(probe.sql);
      const tls =
        encryption === null ? null : { version: encryption, certificateChecked: checksCertificate(url) };
      const free = await databaseFreeBytes(probe.sql, local, facts.superuser);
      return {
        ...figures(facts),
        steps: [
          reachableStep(facts.latencyMs),
          step('sign-in', 'ok', `The server lets ${url.user ?? 'this user'} in.`),
          tlsStep(tls, local),
          ...databaseSteps(facts),
          clockStep(facts.clockDifferenceSeconds),
          databaseSpaceStep(free),
        ],
        tls,
        databaseFreeBytes: free,
      };
    } finally {
      await probe.close();
    }
  } catch (error) {
    if (options.signal?.aborted) throw cancelledError();
    return { ...NOTHING_TOLD, steps: limit.passed ? [tooLateStep()] : failedSteps(error) };
  } finally {
    limit.clear();
  }
}

async function testEmbedded(name: string, label: string, options: TestOptions): Promise<Tested> {
  const home = options.home ?? consoleHome();
  if (options.openHere === label) {
    return { ...NOTHING_TOLD, steps: [step('reachable', 'ok', `${label} is open in this console.`)] };
  }
  if (!embeddedExists(name, home)) {
    const message = `There is no ${label} yet: it is made when it is first opened.`;
    return { ...NOTHING_TOLD, steps: [step('reachable', 'ok', message)] };
  }
  try {
    const { connectEmbedded } = await import('./embedded-target.ts');
    const connection = await connectEmbedded(name, home);
    try {
      const facts = await readOnlyTransaction(connection, readServerFacts);
      const steps = [step('reachable', 'ok', `${label} can be opened.`), ...databaseSteps(facts)];
      return { ...figures(facts), clockDifferenceSeconds: null, steps };
    } finally {
      await connection.close();
    }
  } catch (error) {
    return { ...NOTHING_TOLD, steps: failedSteps(error) };
  }
}

function databaseSteps(facts: ServerFacts): readonly ConnectionStep[] {
  const release = releaseOf(facts.tables);
  return [versionStep(facts), edmsStep(facts, release), privilegesStep(facts, release)];
}

function figures(facts: ServerFacts): Omit<Tested, 'steps'> {
  const release = releaseOf(facts.tables);
  const owner = facts.tables.length > 0 && facts.tables.every(({ owned }) => owned);
  return {
    ...NOTHING_TOLD,
    latencyMs: facts.latencyMs,
    serverVersion: facts.version,
    edms:
      release === null
        ? null
        : { release, tables: facts.tables.length, users: facts.users, documents: facts.documents },
    role: facts.superuser ? 'superuser' : owner ? 'owner' : 'other',
    clockDifferenceSeconds: facts.clockDifferenceSeconds,
  };
}

function storageFigures(facts: StorageFacts): ConnectionTest['storage'] {
  return facts.kind === 'folder' ? { freeBytes: facts.freeBytes, writable: facts.writable } : null;
}

function worst(steps: readonly ConnectionStep[]): StepLevel {
  const levels = steps.map(({ level }) => level);
  return levels.includes('stop') ? 'stop' : levels.includes('warn') ? 'warn' : 'ok';
}

/** A connection to these stays on this machine, and so do the files of the server. */
function isLocal(host = 'localhost'): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

/** libpq checks the certificate with these modes, and with `require` when it has a root certificate. */
function checksCertificate({ sslMode, sslRootCert }: ServerUrl): boolean {
  return sslMode.startsWith('verify-') || (sslMode === 'require' && sslRootCert !== undefined);
}

/** A signal that is aborted by a time limit or by the caller's own signal. (`AbortSignal.any` is of Node 20.) */
class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #abort = () => this.#controller.abort();
  #passed = false;

  constructor(limitMs: number, outer: AbortSignal | undefined) {
    this.#outer = outer;
    this.#timer = setTimeout(() => {
      this.#passed = true;
      this.#abort();
    }, limitMs);
    if (outer?.aborted) this.#abort();
    outer?.addEventListener('abort', this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True when it was the time limit. */
  get passed(): boolean {
    return this.#passed;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#abort);
  }
}
