import { readFile } from 'node:fs/promises';
import { type EncryptFor, type OpenWith, parseIdentities } from '../engine/encryption/age.ts';
import type { OpenOptions, WorkOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import { knownSigners } from '../settings/signing-key.ts';
import { usage } from './command-entry.ts';
import type { KeyOptions } from './key-options.ts';

/** How the package is opened that a command names. Errors: `USAGE`. */
export async function openOptions(command: KeyOptions, work: WorkOptions): Promise<OpenOptions> {
  return { ...work, keys: await openWith(command), knownSigners: knownSigners() };
}

/** What the options open something encrypted with. Errors: `USAGE`. */
export async function openWith(command: KeyOptions): Promise<OpenWith> {
  const identities: string[] = [];
  for (const file of command.identities) identities.push(...parseIdentities(await readIdentity(file)));
  return { identities, passphrase: passphraseOf(command.passphraseEnv) };
}

/** Null when nothing is to be encrypted. Errors: `USAGE`. */
export function encryptForOf(recipients: readonly string[], passphraseEnv: string | null): EncryptFor | null {
  const passphrase = passphraseOf(passphraseEnv);
  if (passphrase !== null && recipients.length > 0)
    throw usage(
      'An export is encrypted with a passphrase or for recipients, not both (age knows no such file).',
    );
  if (passphrase !== null) return { passphrase };
  return recipients.length > 0 ? { recipients } : null;
}

function passphraseOf(variable: string | null): string | null {
  if (variable === null) return null;
  const value = process.env[variable];
  if (!value) throw usage(`The environment has no variable ${variable}, or it is empty.`);
  return value;
}

async function readIdentity(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new EngineError({
      code: 'USAGE',
      message: `The identity file ${file} cannot be read.`,
      consequence: 'Nothing was done.',
      advice: 'Check the path and the rights to it.',
      ...(error instanceof Error ? { details: error.message } : {}),
    });
  });
}
