import { sha256 } from './repository-files.ts';

/** A small JSON file that holds the hash of its own content, so that any changed bit in it is found. */
export function sealText(fields: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(
    `${JSON.stringify({ ...fields, sha256: sha256(Buffer.from(JSON.stringify(fields))) })}\n`,
  );
}

/** The fields of such a file; null where it is not exactly as it was written. */
export function openSealed(bytes: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (!isRecord(value)) return null;
    const { sha256: _, ...fields } = value;
    return sealText(fields).equals(bytes) ? fields : null;
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
