import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import { inspectPackage } from '../package/inspect.ts';
import { type BuiltFile, type BuiltRecord, buildPackage } from '../testing/build-package.ts';
import type { SelectionSource } from './select-records.ts';

/** Reads a package and gives `work` what selections are made from. */
export async function withPackage<T>(
  packagePath: string,
  work: (source: SelectionSource) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-select-'));
  const catalogue = edmsCatalogue();
  const index = new RecordIndex(catalogue);
  const inspected = await inspectPackage(packagePath, catalogue, { spoolFolder: folder, index });
  try {
    if (!inspected.spool) throw new Error('the package has no fixture');
    return await work({ catalogue, index, spool: inspected.spool });
  } finally {
    await inspected.spool?.close();
    await inspected.source.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same with a package of these records. */
export async function withRecords<T>(
  records: readonly BuiltRecord[],
  work: (source: SelectionSource) => Promise<T>,
  files: readonly BuiltFile[] = [],
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-select-'));
  try {
    return await withPackage(await buildPackage(path.join(folder, 'p.zip'), records, files), work);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
