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
    replaceFile(this.#path, `${JSON.stringify(value, null, 2)}\n`);
  }
}

/** Writes a file that only its owner can read: after a power cut it is the old one or the new one, whole. */
export function replaceFile(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  const handle = fs.openSync(draft, 'w', 0o600);
  try {
    fs.writeFileSync(handle, text);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(draft, file);
}
