import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { realPackages } from '../database/testing.ts';
import { auditChecksum, type JsonObject, pythonJson, pythonTime } from './audit-checksum.ts';

describe('the checksum of an audit entry', () => {
  // Both made with Python 3.11: hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).
  it('is what Python makes of it, whatever the text', () => {
    const checksum = auditChecksum({
      user_id: null,
      action: 'SYSTEM_RESTORE_COMPLETED',
      content_type_id: null,
      object_id: '7',
      description: 'Ünï "quoted" \\ tab\t bell\u0007 del\u007f 漢字 🚀',
      timestamp: pythonTime(new Date('2026-11-25T17:29:00.123Z')),
      ip_address: null,
      metadata: { b: 1, a: [true, null, 'x'], ä: {}, '🚀': 2, '\uffee': 3 },
    });
    expect(checksum).toBe('824a3547833b7352bd5daa7bcf8c84338466c2b2cc9a9a80431e06f2c3159cdf');
  });

  it('leaves out a fraction of a second that is zero, as Python does', () => {
    const checksum = auditChecksum({
      user_id: 5,
      action: 'RESTORE_PERFORMED',
      content_type_id: null,
      object_id: null,
      description: '',
      timestamp: pythonTime(new Date('2026-11-25T17:29:00Z')),
      ip_address: null,
      metadata: {},
    });
    expect(checksum).toBe('00e2dc8ecdd2d38a8a09f2c2b1f355c0bde0701b7835884147148d6a0580a061');
  });

  it.skipIf(realPackages() === null)('is the one that the EDMS itself gave its entries', async () => {
    const entries = await restoreEntries();
    expect(entries.length).toBeGreaterThanOrEqual(4);
    for (const entry of entries) expect(candidates(entry)).toContain(entry.checksum);
  });
});

describe('JSON as Python writes it', () => {
  it('has a space behind commas and colons, and keys in the order of their code points', () => {
    const value = { b: [1, 'x', null], 'a "quoted" key': { '🚀': true, '\uffee': false }, empty: [] };
    expect(pythonJson(value)).toBe(
      '{"a \\"quoted\\" key": {"\\uffee": false, "\\ud83d\\ude80": true}, "b": [1, "x", null], "empty": []}',
    );
  });
});

interface AuditFields {
  readonly action: string;
  readonly object_id: string;
  readonly description: string;
  readonly timestamp: string;
  readonly ip_address: string | null;
  readonly metadata: JsonObject;
  readonly checksum: string;
}

/** What the EDMS wrote of its own restores. */
async function restoreEntries(): Promise<readonly AuditFields[]> {
  const folder = realPackages() ?? '';
  const fixtures = readdirSync(folder)
    .filter((name) => name.endsWith('.zip'))
    .map(async (name) => {
      const zip = await JSZip.loadAsync(readFileSync(path.join(folder, name)));
      const text = await zip.file(/database\/database_backup\.json$/)[0]?.async('string');
      const records: readonly { model: string; fields: AuditFields }[] = JSON.parse(text ?? '[]');
      return records.filter((record) => record.model === 'audit.audittrail').map(({ fields }) => fields);
    });
  return (await Promise.all(fixtures)).flat().filter(({ action }) => action === 'SYSTEM_RESTORE_COMPLETED');
}

/**
 * The fixture keeps milliseconds and the user by name; the EDMS hashed microseconds and the number, which is 1 (the
 * first administrator). So one of a thousand must be it.
 */
function candidates(entry: AuditFields): readonly string[] {
  return Array.from({ length: 1000 }, (_, microseconds) =>
    auditChecksum({
      ...entry,
      user_id: 1,
      content_type_id: null,
      timestamp: entry.timestamp.replace('Z', `${String(microseconds).padStart(3, '0')}+00:00`),
    }),
  );
}
