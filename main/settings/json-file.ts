import fs from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';

/**
 * A small settings file. Reading never fails: what is absent or does not fit the schema is the fallback, for a
 * preference is not worth a start that fails. Writing replaces the file as a whole.
 */
export class JsonFile<T> {
  readonly #path: string;
  readonly #schema: z.ZodType<T>;
  readonly #fallback: T;

  constructor(file: string, schema: z.ZodType<T>, fallback: T) {
    this.#path = file;
    this.#schema = schema;
    this.#fallback = fallback;
  }

  read(): T {
    try {
      return this.#schema.parse(JSON.parse(fs.readFileSync(this.#path, 'utf8')));
    } catch {
      return this.#fallback;
    }
  }

  write(value: T): void {
    fs.mkdirSync(path.dirname(this.#path), { recursive: true });
    const draft = `${this.#path}.${process.pid}.new`;
    fs.writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(draft, this.#path);
  }
}
