import { createHash } from 'node:crypto';

/** The fields of an audit entry that its checksum covers. */
export interface ChecksummedAudit {
  readonly user_id: number | null;
  readonly action: string;
  readonly content_type_id: number | null;
  readonly object_id: string | null;
  readonly description: string;
  /** As {@link pythonTime} writes it. */
  readonly timestamp: string;
  readonly ip_address: string | null;
  readonly metadata: JsonObject;
}

/** JSON without floating point numbers, which Python and JavaScript write differently. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * The checksum that the EDMS gives an entry that its audit service writes: SHA-256, in hexadecimal digits, over
 * these fields as Python's `json.dumps(…, sort_keys=True)` writes them. The entries of that kind in the packages
 * of December 2025 carry it; the test finds it there again. (Those that the EDMS's signals write have another
 * one, over fewer fields.)
 */
export function auditChecksum(entry: ChecksummedAudit): string {
  const { user_id, action, content_type_id, object_id, description, timestamp, ip_address, metadata } = entry;
  const covered = {
    user_id,
    action,
    content_type_id,
    object_id,
    description,
    timestamp,
    ip_address,
    metadata,
  };
  return createHash('sha256').update(pythonJson(covered)).digest('hex');
}

/** `datetime.isoformat()` in UTC: six digits of a second's fraction, or none when it is zero. */
export function pythonTime(time: Date): string {
  return time.toISOString().replace('.000Z', '+00:00').replace('Z', '000+00:00');
}

/** `json.dumps(value, sort_keys=True)`: a space behind commas and colons, and nothing beyond ASCII. */
export function pythonJson(value: Json): string {
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.keys(value)
      .sort(byCodePoint)
      .map((key) => `${pythonText(key)}: ${pythonJson(value[key] ?? null)}`);
    return `{${pairs.join(', ')}}`;
  }
  return typeof value === 'string' ? pythonText(value) : JSON.stringify(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function pythonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** JavaScript sorts by UTF-16 units, which puts what lies beyond the first plane in another place. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
