import { createHash } from 'node:crypto';
import type { SignatureState } from './signature-state.ts';
import { signatureState } from './signature-state.ts';
import { parseSignature, SNAPSHOT_NAMESPACE, signDigest, verifyDigest } from './sshsig.ts';

/** Signs the manifest of a snapshot, as its bytes are stored; returns the text of the signature. */
export function signManifest(stored: Buffer, privateKey: string): string {
  return signDigest(createHash('sha512').update(stored).digest(), privateKey, SNAPSHOT_NAMESPACE);
}

/**
 * What the signature of a manifest is worth. `texts` are those that lie beside it, null for one that is damaged; of several
 * the best one counts.
 */
export function manifestSignature(
  stored: Buffer,
  texts: readonly (string | null)[],
  signedBy: string | null,
  known: readonly string[],
): SignatureState {
  const states = texts.map((text) => stateOf(stored, text, signedBy, known));
  return states.find(({ kind }) => kind === 'signed') ?? states[0] ?? signatureState(null, signedBy, known);
}

function stateOf(
  stored: Buffer,
  text: string | null,
  signedBy: string | null,
  known: readonly string[],
): SignatureState {
  if (text === null) return { kind: 'broken', why: 'changed' };
  const signature = parseSignature(text) ?? 'not-a-signature';
  const fits =
    signature !== 'not-a-signature' &&
    verifyDigest(signature, createHash(signature.hash).update(stored).digest(), SNAPSHOT_NAMESPACE);
  return signatureState({ sha256: '', signature, fits }, signedBy, known);
}
