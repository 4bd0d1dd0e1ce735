import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type ParsedSignature, parseSignature, verifyDigest } from './sshsig.ts';

/** How a package is signed. */
export type SignatureState =
  | { readonly kind: 'unsigned' }
  /** It is what the owner of that key signed. `known`: the key is this console's own or one that is trusted. */
  | { readonly kind: 'signed'; readonly fingerprint: string; readonly known: boolean }
  | { readonly kind: 'broken'; readonly why: BrokenSignature }
  /** The package says that it was signed, and by whom; there is no signature beside it. */
  | { readonly kind: 'removed'; readonly fingerprint: string };

/**
 * `changed`: package or signature is not what it was. `not-a-signature`: what lies there is none, or not one for
 * packages. `other-key`: the package says that it was signed by another key.
 */
export type BrokenSignature = 'changed' | 'not-a-signature' | 'other-key';

/** Hashes of a whole file, and what its signature is worth while nothing is known of what is in it. */
export interface FileSeal {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly signature: ParsedSignature | 'not-a-signature' | null;
  readonly fits: boolean;
}

/** A signature has some 300 bytes. */
const MOST_BYTES = 64 * 1024;

/** The name of the signature that lies beside a file. */
export function signaturePath(file: string): string {
  return `${file}.sig`;
}

/** Reads a file once, and the signature beside it. */
export async function readSeal(file: string, signal?: AbortSignal): Promise<FileSeal> {
  const signature = await readSignature(signaturePath(file));
  const sha256 = createHash('sha256');
  const wanted = signature === null || signature === 'not-a-signature' ? null : signature;
  const other = wanted === null || wanted.hash === 'sha256' ? null : createHash(wanted.hash);
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  await pipeline(
    source,
    async (pieces: AsyncIterable<Buffer>) => {
      for await (const piece of pieces) {
        sha256.update(piece);
        other?.update(piece);
      }
    },
    signal ? { signal } : {},
  );
  const digest = sha256.digest();
  const fits = wanted !== null && verifyDigest(wanted, other?.digest() ?? digest);
  return { sha256: digest.toString('hex'), signature, fits };
}

/** What the signature is worth, with what the package says of it. */
export function signatureState(
  seal: FileSeal | null,
  signedBy: string | null,
  known: readonly string[],
): SignatureState {
  const signature = seal?.signature ?? null;
  if (seal === null || signature === null)
    return signedBy === null ? { kind: 'unsigned' } : { kind: 'removed', fingerprint: signedBy };
  if (signature === 'not-a-signature') return { kind: 'broken', why: 'not-a-signature' };
  if (!seal.fits) return { kind: 'broken', why: 'changed' };
  const { fingerprint } = signature;
  if (signedBy !== null && signedBy !== fingerprint) return { kind: 'broken', why: 'other-key' };
  return { kind: 'signed', fingerprint, known: known.includes(fingerprint) };
}

async function readSignature(file: string): Promise<FileSeal['signature']> {
  const found = await stat(file).catch(() => null);
  if (found === null) return null;
  if (!found.isFile() || found.size > MOST_BYTES) return 'not-a-signature';
  const text = await readFile(file, 'utf8').catch(() => '');
  return parseSignature(text) ?? 'not-a-signature';
}
