import path from 'node:path';
import { type WrittenPackage, writePackage } from '../scripts/invent/index.ts';
import type { BenchServer } from './databases.ts';

/** What all measurements share. */
export interface Setting {
  readonly server: BenchServer;
  /** For packages and dumps; removed at the end. */
  readonly folder: string;
  /** The bundle of the measured process. */
  readonly bundle: string;
  readonly nodeFlags: readonly string[];
  readonly say: (text: string) => void;
}

/** An invented natural-key package without document files: what is measured is records. */
export async function makePackage(setting: Setting, records: number): Promise<WrittenPackage> {
  setting.say(`Making a package of ${records.toLocaleString('en')} records`);
  const file = path.join(setting.folder, `package-${records}.tar.gz`);
  return writePackage(file, { records, files: 0, dialect: 'natural', compression: 6 });
}
