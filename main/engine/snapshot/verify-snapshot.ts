import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { WorkOptions } from '../engine.ts';
import { inspectSource } from '../package/inspect.ts';
import type { Problem } from '../problems.ts';
import type { Repository } from '../repository/repository.ts';
import { recordsOf } from './manifest.ts';
import { type SnapshotProof, sealSnapshot } from './seal.ts';
import { SnapshotPackage } from './snapshot-package.ts';
import { type Snapshot, shortId } from './snapshots.ts';

/**
 * Reads all of a snapshot back: every checksum, every record, every file, and their numbers against what it says of
 * itself. Seals it where all is there. Errors: `REPOSITORY_LOCKED`, `CANCELLED`; damage is in the result.
 */
export async function verifySnapshot(
  repository: Repository,
  snapshot: Snapshot,
  options: WorkOptions = {},
): Promise<SnapshotProof> {
  const started = Date.now();
  const base = process.env.EDMS_BACKUP_TEMP ?? os.tmpdir();
  const spoolFolder = await mkdtemp(path.join(base, 'edms-verify-'));
  const lock = await repository.lock('shared', `verification of ${shortId(snapshot.id)}`);
  try {
    const blobs = await repository.openBlobs();
    const source = new SnapshotPackage(repository.path, snapshot, blobs, async () => undefined);
    const { inspection, spool } = await inspectSource(source, edmsCatalogue(), { ...options, spoolFolder });
    await spool?.close();
    const records = recordsOf(snapshot.manifest);
    const files = snapshot.manifest.files?.files ?? 0;
    const problems = inspection.problems
      .filter(({ severity }) => severity !== 'note')
      .map((problem) => asOfSnapshot(problem));
    if (inspection.records !== records) problems.push(lacks('records', inspection.records, records));
    if (inspection.files.count !== files) problems.push(lacks('files', inspection.files.count, files));
    const isProven = problems.every(({ severity }) => severity !== 'error');
    const proof = { snapshot: snapshot.id, kind: 'verified', records, files } as const;
    const seal = isProven ? await sealSnapshot(repository, proof) : null;
    return { snapshot: snapshot.id, seal, records, files, problems, durationMs: Date.now() - started };
  } finally {
    await lock.release();
    await rm(spoolFolder, { recursive: true, force: true });
  }
}

/** What is wrong with the EDMS itself is in its snapshot too, and no fault of that: it stays a warning. */
export function asOfSnapshot(problem: Problem): Problem {
  return problem.code.startsWith('REPOSITORY_') ? problem : { ...problem, severity: 'warning' };
}

function lacks(what: string, found: number, expected: number): Problem {
  return {
    code: 'SNAPSHOT_DIFFERS',
    severity: 'error',
    message: `${found} ${what} could be read; the snapshot has ${expected}.`,
    advice: 'Check the repository: it says what is damaged.',
  };
}
