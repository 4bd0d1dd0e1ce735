import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasCommand, runCommand } from '../testing/commands.ts';
import { fingerprintOf, generateSigningKey, publicKeyOf, publicLine } from './ed25519.ts';
import { readSeal, type SignatureState, signatureState } from './signature-state.ts';
import { NAMESPACE, parseSignature, signDigest, verifyDigest } from './sshsig.ts';

const CONTENT = Buffer.from('what is exported');
const key = generateSigningKey();
const publicKey = publicKeyOf(key);
const fingerprint = fingerprintOf(publicKey);
const sha512 = (bytes: Buffer) => createHash('sha512').update(bytes).digest();

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-sshsig-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a file and, when there is one, its signature; says what it is worth. */
async function stateOf(
  content: Buffer,
  signature: string | null,
  signedBy: string | null = null,
  known: readonly string[] = [fingerprint],
): Promise<SignatureState> {
  const file = path.join(await mkdtemp(path.join(folder, 's-')), 'package.zip');
  await writeFile(file, content);
  if (signature !== null) await writeFile(`${file}.sig`, signature);
  return signatureState(await readSeal(file), signedBy, known);
}

describe('a signature', () => {
  const signature = signDigest(sha512(CONTENT), key);

  it('is known again, and no other bytes fit it', () => {
    const parsed = parseSignature(signature);
    if (parsed === null) throw new Error('It was not understood.');
    expect(parsed).toMatchObject({ fingerprint, namespace: NAMESPACE, hash: 'sha512' });
    expect(verifyDigest(parsed, sha512(CONTENT))).toBe(true);
    expect(verifyDigest(parsed, sha512(Buffer.from('what is exported!')))).toBe(false);
    expect(verifyDigest({ ...parsed, namespace: 'git' }, sha512(CONTENT))).toBe(false);
    expect(verifyDigest({ ...parsed, publicKey: Buffer.alloc(51) }, sha512(CONTENT))).toBe(false);
  });

  it('is told whole, foreign, broken, removed and absent apart', async () => {
    expect(await stateOf(CONTENT, signature)).toEqual({ kind: 'signed', fingerprint, known: true });
    expect(await stateOf(CONTENT, signature, fingerprint, [])).toEqual({
      kind: 'signed',
      fingerprint,
      known: false,
    });
    expect(await stateOf(Buffer.from('changed'), signature)).toEqual({ kind: 'broken', why: 'changed' });
    expect(await stateOf(CONTENT, null)).toEqual({ kind: 'unsigned' });
    expect(await stateOf(CONTENT, null, fingerprint)).toEqual({ kind: 'removed', fingerprint });
    const other = signDigest(sha512(CONTENT), generateSigningKey());
    expect(await stateOf(CONTENT, other, fingerprint)).toEqual({ kind: 'broken', why: 'other-key' });
    for (const nothing of ['', 'hello', signature.slice(0, 100), signature.replace('U1NIU0lH', 'AAAAAAAA')])
      expect(await stateOf(CONTENT, nothing)).toEqual({ kind: 'broken', why: 'not-a-signature' });
  });

  it.skipIf(!hasCommand('ssh-keygen'))(
    'is verified by ssh-keygen, and verifies what that has signed',
    async () => {
      const file = path.join(folder, 'package.zip');
      const signers = path.join(folder, 'allowed');
      await writeFile(file, CONTENT);
      await writeFile(`${file}.sig`, signature);
      await writeFile(signers, `console ${publicLine(publicKey)}\n`);
      const verify = ['-Y', 'verify', '-f', signers, '-I', 'console', '-n', NAMESPACE, '-s', `${file}.sig`];
      expect(await runCommand('ssh-keygen', verify, CONTENT)).toMatchObject({ status: 0 });
      expect((await runCommand('ssh-keygen', verify, 'changed')).status).not.toBe(0);
      const check = await runCommand(
        'ssh-keygen',
        ['-Y', 'check-novalidate', '-n', NAMESPACE, '-s', `${file}.sig`],
        CONTENT,
      );
      expect(check.status).toBe(0);
      await writeFile(path.join(folder, 'key.pub'), `${publicLine(publicKey)}\n`);
      const listed = await runCommand('ssh-keygen', ['-l', '-f', path.join(folder, 'key.pub')]);
      expect(listed.out.toString()).toContain(fingerprint);

      const theirs = path.join(folder, 'theirs');
      await runCommand('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', theirs]);
      for (const hash of ['sha512', 'sha256']) {
        await rm(`${file}.sig`);
        await runCommand('ssh-keygen', [
          '-Y',
          'sign',
          '-n',
          NAMESPACE,
          '-O',
          `hashalg=${hash}`,
          '-f',
          theirs,
          file,
        ]);
        const line = (await readFile(`${theirs}.pub`, 'utf8')).split(' ')[1] ?? '';
        expect(signatureState(await readSeal(file), null, [])).toEqual({
          kind: 'signed',
          fingerprint: fingerprintOf(Buffer.from(line, 'base64')),
          known: false,
        });
      }
    },
  );
});
