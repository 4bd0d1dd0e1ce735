import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { inspectSource } from '../package/inspect.ts';
import type { Problem } from '../problems.ts';
import type { Repository } from '../repository/repository.ts';
import { recordsOf } from './manifest.ts';
import { asOfSnapshot, type ProofOptions, proveSnapshot } from './prove-snapshot.ts';
import type { SnapshotProof } from './seal.ts';
import { SnapshotPackage } from './snapshot-package.ts';
import type { Snapshot } from './snapshots.ts';

/**
 * Reads all of a snapshot back: every checksum, every record, every file, and their numbers against what it says of
 * itself. Seals it where all is there. Errors: `REPOSITORY_LOCKED`, `CANCELLED`; damage is in the result.
 */
export function verifySnapshot(
  repository: Repository,
  snapshot: Snapshot,
  { knownSigners, ...work }: ProofOptions = {},
): Promise<SnapshotProof> {
  return proveSnapshot(repository, snapshot, { knownSigners, kind: 'verified' }, async (spoolFolder) => {
    const blobs = await repository.openBlobs();
    const source = new SnapshotPackage(repository.path, snapshot, blobs, async () => undefined);
    const { inspection, spool } = await inspectSource(source, edmsCatalogue(), { ...work, spoolFolder });
    await spool?.close();
    const records = recordsOf(snapshot.manifest);
    const files = snapshot.manifest.files?.files ?? 0;
    return [
      ...inspection.problems.filter(({ severity }) => severity !== 'note').map(asOfSnapshot),
      ...(inspection.records === records ? [] : [lacks('records', inspection.records, records)]),
      ...(inspection.files.count === files ? [] : [lacks('files', inspection.files.count, files)]),
    ];
  });
}

function lacks(what: string, found: number, expected: number): Problem {
  return {
    code: 'SNAPSHOT_DIFFERS',
    severity: 'error',
    message: `${found} ${what} could be read; the snapshot has ${expected}.`,
    advice: 'Check the repository: it says what is damaged.',
  };
}
