import path from 'node:path';
import { z } from 'zod';
import { EngineError } from '../engine/errors.ts';
import { consoleHome } from '../engine/home.ts';
import { JsonFile } from './json-file.ts';

const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;
const schema = z.array(z.string().regex(FINGERPRINT));

/** The keys of others whose signatures a person trusts, by their fingerprints. */
export class KnownSigners {
  readonly #file: JsonFile<string[]>;

  constructor(home = consoleHome()) {
    this.#file = new JsonFile(path.join(home, 'settings', 'known-signers.json'), schema, []);
  }

  list(): readonly string[] {
    return this.#file.read();
  }

  /** Errors: `USAGE` (no fingerprint). */
  trust(fingerprint: string): void {
    if (!FINGERPRINT.test(fingerprint))
      throw new EngineError({
        code: 'USAGE',
        message: `"${fingerprint.slice(0, 100)}" is no fingerprint of a key.`,
        consequence: 'Nothing was changed.',
        advice: 'Copy it whole, as edms-backup keys show or ssh-keygen -l prints it: SHA256:…',
      });
    const others = this.#file.read().filter((known) => known !== fingerprint);
    this.#file.write([...others, fingerprint]);
  }
}
