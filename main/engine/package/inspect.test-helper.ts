import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { SAMPLE_RECORDS } from './archives.test-helper.ts';
import { type InspectedPackage, type InspectOptions, inspectPackage } from './inspect.ts';
import type { Inspection } from './inspection.ts';

export const FIXTURE = 'database/database_backup.json';

/** Where packages are inspected, new for each test of a file. */
export interface InspectionPlace {
  readonly folder: string;
  readonly spoolFolder: string;
  inspectFile(file: string, options?: Partial<InspectOptions>): Promise<InspectedPackage>;
  /** Inspects bytes under a name that tells nothing. */
  inspect(bytes: Buffer | string, options?: Partial<InspectOptions>): Promise<Inspection>;
  /** Writes bytes into a file and gives its path. */
  dropped(bytes: Buffer): Promise<string>;
}

/** Call it once, outside of all tests: it sees that every package is closed, and that nothing of one stays behind. */
export function inspectionPlace(): InspectionPlace {
  let folder = '';
  let spoolFolder = '';
  const opened: InspectedPackage[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'inspect-'));
    spoolFolder = path.join(folder, 'spool');
    await mkdir(spoolFolder);
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) {
      await each.spool?.close();
      await each.source.close();
    }
    // nothing of a package stays, and nothing of it was ever written beside the spool
    expect(await readdir(spoolFolder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  const inspectFile: InspectionPlace['inspectFile'] = async (file, options = {}) => {
    const inspected = await inspectPackage(file, edmsCatalogue(), { spoolFolder, ...options });
    opened.push(inspected);
    return inspected;
  };
  return {
    get folder() {
      return folder;
    },
    get spoolFolder() {
      return spoolFolder;
    },
    inspectFile,
    inspect: async (bytes, options = {}) => {
      const file = path.join(folder, 'dropped');
      await writeFile(file, bytes);
      return (await inspectFile(file, options)).inspection;
    },
    dropped: async (bytes) => {
      const file = path.join(folder, `dropped-${readdirSync(folder).length}`);
      await writeFile(file, bytes);
      return file;
    },
  };
}

export const codes = (inspection: Inspection) => inspection.problems.map((problem) => problem.code);
export const example = (inspection: Inspection, code: string) =>
  inspection.problems.find((problem) => problem.code === code);

/** What all of the sample's records amount to, whatever stands beside them. */
export function expectAllRecords(inspection: Inspection): void {
  expect(inspection.records).toBe(SAMPLE_RECORDS.length);
  expect(inspection.users.map((user) => user.username)).toEqual(['ines']);
}
