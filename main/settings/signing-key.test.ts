import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineError } from '../engine/errors.ts';
import { KnownSigners } from './known-signers.ts';
import type { Secrets, SecretsPlace } from './secrets.ts';
import { knownSigners, ownSigningKey, publicSigningKey } from './signing-key.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'edms-signing-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Secrets in a map, as if they were where it says. */
function secretsIn(kept: Map<string, string>, where: SecretsPlace): () => Promise<Secrets> {
  return async () => ({
    where,
    get: async (id) => kept.get(id) ?? null,
    set: async (id, secret) => void kept.set(id, secret),
    delete: async (id) => void kept.delete(id),
  });
}

const NONE: SecretsPlace = { kind: 'session', because: 'There is no keyring.' };

it('makes the key once and keeps it in the keychain', async () => {
  const kept = new Map<string, string>();
  const keychain = secretsIn(kept, { kind: 'keychain' });
  const first = await ownSigningKey(home, keychain);
  expect(first.where).toEqual({ kind: 'keychain' });
  expect(await ownSigningKey(home, keychain)).toEqual(first);
  expect([...kept.values()]).toEqual([first.privateKey]);
  expect(publicSigningKey(home)).toBe(first.fingerprint);
  // Where that keychain is not there, no second key takes its place.
  await expect(ownSigningKey(home, secretsIn(new Map(), NONE))).rejects.toMatchObject({
    plain: { code: 'KEYCHAIN_REFUSED' },
  });
});

it('keeps it in a file of its owner where there is no keychain, and stays with it', async () => {
  const first = await ownSigningKey(home, secretsIn(new Map(), NONE));
  const file = path.join(home, 'settings', 'signing-key.pem');
  expect(first.where).toEqual({ kind: 'file', path: file });
  expect(await readFile(file, 'utf8')).toBe(first.privateKey);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  const keychain = secretsIn(new Map(), { kind: 'keychain' });
  expect(await ownSigningKey(home, keychain)).toEqual(first);
  await writeFile(file, 'something else');
  await expect(ownSigningKey(home, keychain)).rejects.toMatchObject({
    plain: { code: 'SETTINGS_NOT_READABLE' },
  });
});

it('knows its own key and those that were trusted', async () => {
  expect(knownSigners(home)).toEqual([]);
  const { fingerprint } = await ownSigningKey(home, secretsIn(new Map(), NONE));
  const other = `SHA256:${'A'.repeat(43)}`;
  const signers = new KnownSigners(home);
  signers.trust(other);
  signers.trust(other);
  expect(knownSigners(home)).toEqual([fingerprint, other]);
  expect(() => signers.trust('SHA256:short')).toThrow(EngineError);
});
