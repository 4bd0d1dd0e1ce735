import { checkName } from '../package/entry-names.ts';
import { PACKAGE_PATHS } from '../package/package.ts';
import type { Problem } from '../problems.ts';
import type { Archive } from './archive.ts';
import type { OutputFile } from './output-file.ts';
import {
  configurationManifest,
  databaseDescriptions,
  type PackageFacts,
  packageMetadata,
  permissions,
} from './package-tree.ts';
import type { Packed } from './packed-file.ts';
import { ScratchFile } from './scratch-file.ts';
import { leftOutOf, missingFile, type StoredSource } from './stored-files.ts';

export interface WritePackageOptions {
  readonly facts: PackageFacts;
  readonly fixture: Packed;
  readonly users: ScratchFile;
  readonly archive: Archive;
  readonly output: OutputFile;
  /** Null: the package has no files. */
  readonly stored: StoredSource | null;
  readonly startedAtMs: number;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Writes the tree of a migration package in the order in which the EDMS's own have it; says how many files it holds. */
export async function writePackage(options: WritePackageOptions): Promise<number> {
  const { facts, fixture, users, archive, startedAtMs: at } = options;
  const database = databaseDescriptions(facts);
  await archive.add(PACKAGE_PATHS.configurationManifest, configurationManifest(facts), at);
  for (const { name, content, mtimeMs } of facts.configuration.files)
    await archive.add(`configuration/${name}`, content, facts.request.canonical ? 0 : mtimeMs);
  await archive.add(PACKAGE_PATHS.permissions, permissions(facts), at);
  await archive.addFile(PACKAGE_PATHS.users, users.path, users.bytes, at);
  await archive.add(PACKAGE_PATHS.fixtureMetadata, database.metadata, at);
  await archive.add(PACKAGE_PATHS.fixtureChecksums, database.checksums, at);
  await archive.addPacked(PACKAGE_PATHS.fixture, fixture, at);
  await archive.add('database/schema_info.txt', database.schemaInfo, at);
  await archive.add(PACKAGE_PATHS.metadata, packageMetadata(facts), at);
  const files = await writeStorage(options);
  await archive.end();
  return files;
}

async function writeStorage(options: WritePackageOptions): Promise<number> {
  const { facts, archive, output, stored, startedAtMs, onProblem, signal } = options;
  const { canonical } = facts.request;
  const named = facts.tally.files;
  for (const file of facts.tally.outside) onProblem(outside(file));
  const manifest = await ScratchFile.create(output, 'manifest.json', signal);
  let count = 0;
  try {
    const createdAt = facts.exportedAt === null ? '' : `\n  "created_at": "${facts.exportedAt}",`;
    await manifest.write(Buffer.from(`{${createdAt}\n  "files": {`));
    if (stored === null) {
      if (named.size > 0) onProblem(noStorage(named.size));
    } else {
      const there = await stored.list(named);
      const known = new Set(there);
      for (const [file, model] of named) if (!known.has(file)) onProblem(missingFile(file, 'export', model));
      const files = there.filter(hasPlace);
      for (const file of there)
        if (!hasPlace(file))
          onProblem(leftOutOf('export')(file, 'its name has characters that no package may have'));
      for await (const { path, copy, size, sha256, mtimeMs } of stored.copies(files)) {
        await archive.addFile(PACKAGE_PATHS.storage + path, copy, size, canonical ? 0 : mtimeMs);
        const listed = { size, checksum: sha256, ...(canonical ? {} : { modified: mtimeMs / 1000 }) };
        const comma = count > 0 ? ',' : '';
        await manifest.write(
          Buffer.from(
            `${comma}\n    ${JSON.stringify(path)}: ${JSON.stringify(listed, null, 2).replaceAll('\n', '\n    ')}`,
          ),
        );
        count += 1;
      }
    }
    await manifest.write(Buffer.from(`${count > 0 ? '\n  ' : ''}}\n}\n`));
    await manifest.end();
    await archive.addFile(PACKAGE_PATHS.storageManifest, manifest.path, manifest.bytes, startedAtMs);
  } finally {
    await manifest.close();
  }
  return count;
}

/** Whoever opens a package passes over names that could harm, and takes it for a damaged one. */
function hasPlace(file: string): boolean {
  const checked = checkName(PACKAGE_PATHS.storage + file);
  return 'path' in checked && checked.path === PACKAGE_PATHS.storage + file;
}

function noStorage(count: number): Problem {
  return {
    code: 'STORAGE_ABSENT',
    severity: 'warning',
    message: `No storage folder was named: the export has no files; records name ${count.toLocaleString('en-US')}.`,
    advice: 'Name the folder in which the EDMS keeps its files.',
  };
}

function outside(file: string): Problem {
  return {
    code: 'FILE_OUTSIDE',
    severity: 'warning',
    message: `A record names ${file.slice(0, 300)}, which lies outside the storage folder; the export does not have it.`,
    where: { entry: file.slice(0, 300) },
  };
}
