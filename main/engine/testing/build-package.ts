import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import JSZip from 'jszip';

/** One object of a fixture. Write it as `{ raw }` where JavaScript's own numbers are not exact enough. */
export type BuiltRecord =
  | {
      readonly model: string;
      readonly pk?: string | number;
      readonly fields: { readonly [field: string]: unknown };
    }
  | { readonly raw: string };

export interface BuiltFile {
  /** Below `storage/`: `documents/a.docx`. */
  readonly path: string;
  readonly content: string;
}

/**
 * Writes a sound migration package of the real layout, with metadata, counts, checksums and manifest: a folder,
 * or a zip when `target` ends in `.zip`.
 */
export async function buildPackage(
  target: string,
  records: readonly BuiltRecord[],
  files: readonly BuiltFile[] = [],
): Promise<string> {
  const entries = packageEntries(records, files);
  if (!target.endsWith('.zip')) {
    for (const [name, content] of entries) {
      await mkdir(path.dirname(path.join(target, name)), { recursive: true });
      await writeFile(path.join(target, name), content);
    }
    return target;
  }
  const zip = new JSZip();
  for (const [name, content] of entries) zip.file(name, content);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' }));
  return target;
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function packageEntries(
  records: readonly BuiltRecord[],
  files: readonly BuiltFile[],
): ReadonlyMap<string, string> {
  const texts = records.map((record) => ('raw' in record ? record.raw : JSON.stringify(record)));
  const fixture = `[\n${texts.join(',\n')}\n]`;
  const counts: { [model: string]: number } = {};
  for (const text of texts) {
    const model: string = JSON.parse(text).model;
    counts[model] = (counts[model] ?? 0) + 1;
  }
  const backup = JSON.stringify({ total_records: records.length, model_counts: counts });
  const manifest = files.map((file) => [
    file.path,
    { size: Buffer.byteLength(file.content), checksum: sha256(file.content), modified: 1765000000 },
  ]);
  return new Map([
    [
      'metadata.json',
      JSON.stringify({ edms_version: '1.0.0', export_type: 'migration_package', components: {} }),
    ],
    ['database/database_backup.json', fixture],
    ['database/backup_metadata.json', backup],
    [
      'database/checksum.txt',
      `${sha256(backup)}  backup_metadata.json\n${sha256(fixture)}  database_backup.json\n`,
    ],
    ['storage/manifest.json', JSON.stringify({ files: Object.fromEntries(manifest) })],
    ...files.map((file): [string, string] => [`storage/${file.path}`, file.content]),
  ]);
}
