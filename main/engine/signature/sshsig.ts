import { fingerprintOf, publicKeyOf, signBytes, verifyBytes } from './ed25519.ts';
import { WireReader, wireString } from './wire.ts';

/**
 * Detached signatures in OpenSSH's format (PROTOCOL.sshsig). `ssh-keygen -Y verify -n edms-backup@package` verifies
 * what is made here.
 */

/** What a signature is for: one that was made for mail or a commit is none for a package. */
export const NAMESPACE = 'edms-backup@package';

/** The same for the manifest of a snapshot in a repository. */
export const SNAPSHOT_NAMESPACE = 'edms-backup@snapshot';

export type SignatureHash = 'sha512' | 'sha256';

/** A signature that has been read, and not yet verified. */
export interface ParsedSignature {
  readonly publicKey: Buffer;
  readonly fingerprint: string;
  readonly namespace: string;
  /** The hash of the file that is signed. */
  readonly hash: SignatureHash;
  readonly signature: Buffer;
}

const MAGIC = 'SSHSIG';
const VERSION = 1;
const BEGIN = '-----BEGIN SSH SIGNATURE-----';
const END = '-----END SSH SIGNATURE-----';
const LINE = 70;

/** Signs a file whose SHA-512 is `digest`; returns the text of its `.sig`. */
export function signDigest(digest: Buffer, privateKey: string, namespace = NAMESPACE): string {
  const signature = signBytes(signedBytes(namespace, 'sha512', digest), privateKey);
  const version = Buffer.alloc(4);
  version.writeUInt32BE(VERSION);
  const blob = Buffer.concat([
    Buffer.from(MAGIC),
    version,
    ...[publicKeyOf(privateKey), namespace, '', 'sha512', signature].map(wireString),
  ]);
  const lines = blob.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return `${[BEGIN, ...lines, END].join('\n')}\n`;
}

/** Reads the text of a `.sig`; null for what is no signature of this kind. */
export function parseSignature(text: string): ParsedSignature | null {
  const lines = text.trim().split(/\r?\n/);
  const base64 = lines.slice(1, -1).join('');
  if (lines[0] !== BEGIN || lines.at(-1) !== END || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  try {
    const reader = new WireReader(Buffer.from(base64, 'base64'));
    if (reader.take(MAGIC.length).toString('latin1') !== MAGIC || reader.number() !== VERSION) return null;
    const publicKey = reader.string();
    const namespace = reader.string().toString('utf8');
    reader.string();
    const hash = reader.string().toString('latin1');
    const signature = reader.string();
    if (!reader.ended || (hash !== 'sha512' && hash !== 'sha256')) return null;
    return { publicKey, fingerprint: fingerprintOf(publicKey), namespace, hash, signature };
  } catch {
    return null;
  }
}

/** Whether a signature fits a file with that hash, and is one for packages, or for what `namespace` says. */
export function verifyDigest(parsed: ParsedSignature, digest: Buffer, namespace = NAMESPACE): boolean {
  if (parsed.namespace !== namespace) return false;
  try {
    const bytes = signedBytes(parsed.namespace, parsed.hash, digest);
    return verifyBytes(bytes, parsed.publicKey, parsed.signature);
  } catch {
    return false;
  }
}

function signedBytes(namespace: string, hash: SignatureHash, digest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(MAGIC), ...[namespace, '', hash, digest].map(wireString)]);
}
