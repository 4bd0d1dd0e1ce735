import os from 'node:os';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { Target } from '../database/target.ts';
import type { WorkOptions } from '../engine.ts';
import { cancelledError, EngineError, throwIfCancelled, toPlainError } from '../errors.ts';
import { FILE_FIELD, RecordTally } from '../export/record-tally.ts';
import { missingFile } from '../export/stored-files.ts';
import { type Problem, ProblemList } from '../problems.ts';
import { ProgressMeter } from '../progress.ts';
import { readAhead } from '../read-ahead.ts';
import type { BlobStore, ObjectId, Repository } from '../repository/repository.ts';
import { fingerprintOf, publicKeyOf } from '../signature/ed25519.ts';
import { signManifest } from '../signature/manifest-signature.ts';
import { NO_FINGERPRINTS, readFingerprints, writeFingerprints } from './fingerprints.ts';
import { KeptProblems } from './kept-problems.ts';
import {
  type Changes,
  type Manifest,
  recordsOf,
  type SnapshotKind,
  type TableState,
  type TakingSchedule,
} from './manifest.ts';
import { missingAmong } from './read-files.ts';
import { readTable } from './read-table.ts';
import { FILES } from './record-form.ts';
import { listSnapshots, type Snapshot } from './snapshots.ts';
import { takeFiles } from './take-files.ts';
import { type SnapshotBase, takeTables } from './take-tables.ts';

/** Blobs that are read back at a time. */
const BLOBS_AT_ONCE = 4;

/** What a snapshot is to be. */
export interface SnapshotRequest {
  /** What is wanted; the first one of an EDMS is a full one whatever was asked for. */
  readonly kind: SnapshotKind;
  /** The folder in which the EDMS keeps its files (an absolute path), or null: then the snapshot has none. */
  readonly storageRoot: string | null;
  readonly tags: readonly string[];
  /** Private key (PKCS#8, PEM) that signs the snapshot's manifest; left out, it is not signed. */
  readonly signWith?: string;
  /** The schedule that takes it; nobody where a person does. */
  readonly schedule?: TakingSchedule | null;
}

export interface TakeSnapshotOptions extends WorkOptions, SnapshotRequest {}

/** What a snapshot came to. */
export interface SnapshotReport {
  readonly id: ObjectId;
  readonly kind: SnapshotKind;
  readonly parent: ObjectId | null;
  readonly createdAt: string;
  /** Label of the EDMS, without a password. */
  readonly target: string;
  readonly records: number;
  readonly files: number;
  /** Records and files that were added, changed or removed since the parent; all of them in a full snapshot. */
  readonly changed: number;
  /** By model, and `files`; null for a full snapshot. */
  readonly changes: { readonly [model: string]: Changes } | null;
  readonly bytesAdded: number;
  /** Fingerprint of the key that signed it; null where it is not signed. */
  readonly signedBy: string | null;
  readonly durationMs: number;
  readonly problems: readonly Problem[];
}

/**
 * Takes down what a target holds at one moment, and the files of its storage, into a repository. Whatever was added is
 * read back before the snapshot is there. The target is only read; nothing that is in the repository is touched.
 *
 * Errors: `REPOSITORY_LOCKED`, `REPOSITORY_DAMAGED`, `STORAGE_…`, `TARGET_…`, `VERIFICATION_FAILED`, `CANCELLED`.
 */
export async function takeSnapshot(
  repository: Repository,
  target: Target,
  options: TakeSnapshotOptions,
): Promise<SnapshotReport> {
  const lock = await repository.lock('shared', `snapshot of ${target.label}`);
  try {
    return await new Taker(repository, target, options).take();
  } catch (error) {
    if (options.signal?.aborted) throw cancelledError('No snapshot was made; the EDMS was only read.');
    throw error instanceof EngineError ? error : new EngineError(toPlainError(error), error);
  } finally {
    await lock.release();
  }
}

interface OpenedBase extends SnapshotBase {
  readonly kind: SnapshotKind;
  readonly snapshot: Snapshot | null;
}

class Taker {
  readonly #repository: Repository;
  readonly #target: Target;
  readonly #options: TakeSnapshotOptions;
  readonly #meter: ProgressMeter;
  readonly #started = Date.now();
  readonly #problems = new ProblemList();
  /** Of the records that were read: those that did not change name the same files as before. */
  readonly #tally = new RecordTally(() => undefined);

  constructor(repository: Repository, target: Target, options: TakeSnapshotOptions) {
    this.#repository = repository;
    this.#target = target;
    this.#options = options;
    this.#meter = new ProgressMeter(options.onProgress);
  }

  async take(): Promise<SnapshotReport> {
    const { storageRoot, signal, tags, schedule = null, signWith } = this.#options;
    const onProblem = (problem: Problem) => this.#problems.add(problem);
    const common = { meter: this.#meter, onProblem, signal };
    const taken = await takeTables({
      ...common,
      target: this.#target,
      open: () => this.#open(),
      onRecord: (model, text) => this.#tally.take({ model, text }),
    });
    const { kind, snapshot: parent, blobs } = taken.base;
    const files =
      storageRoot === null
        ? null
        : await takeFiles({
            ...common,
            blobs,
            storageRoot,
            repository: this.#repository.path,
            parent: parent?.manifest.files ?? null,
          });
    if (files !== null) {
      if (parent !== null && mayLackMore(parent.manifest, files.changes))
        await this.#tallyUnchanged(blobs, taken.tables);
      await this.#tellMissing(blobs, files.state.segments);
    }
    const fingerprints = await writeFingerprints(blobs, taken.fingerprints);
    await blobs.flush();
    await this.#readBack(blobs);
    if (blobs.mended.size > 0) this.#problems.add(mended(blobs.mended.size));
    const changes = parent && {
      ...taken.changes,
      ...(files?.changes ? { [FILES]: files.changes } : {}),
    };
    const manifest: Manifest = {
      version: 1,
      createdAt: taken.at,
      finishedAt: new Date().toISOString(),
      kind,
      parent: parent?.id ?? null,
      source: { kind: this.#target.kind, label: this.#target.label },
      host: os.hostname(),
      user: os.userInfo().username,
      tags,
      schedule,
      tables: taken.tables,
      files: files?.state ?? null,
      fingerprints,
      changes,
      bytesAdded: blobs.bytesAdded,
      problems: this.#problems.toArray(),
      signedBy: signWith === undefined ? null : fingerprintOf(publicKeyOf(signWith)),
    };
    const sign = signWith === undefined ? undefined : (stored: Buffer) => signManifest(stored, signWith);
    const id = await this.#repository.writeObject('snapshots', manifest, sign);
    return reportOf(id, manifest, Date.now() - this.#started);
  }

  /** What the new snapshot goes on from. */
  async #open(): Promise<OpenedBase> {
    const { kind, parent: snapshot } = await this.#parent();
    // Who asks for a full snapshot wants one that stands on its own: nothing in it is good because it was so once.
    const blobs = await this.#repository.openBlobs({ doubtful: kind === 'full' });
    const kept = new KeptProblems(snapshot?.manifest.problems ?? []);
    if (snapshot === null) return { kind, snapshot, blobs, kept, parent: null };
    const fingerprints = await fingerprintsOf(blobs, snapshot.manifest);
    return { kind, snapshot, blobs, kept, parent: { tables: snapshot.manifest.tables, fingerprints } };
  }

  /** What the new snapshot is compared with: the last one of this EDMS, or the last full one. */
  async #parent(): Promise<{ readonly kind: SnapshotKind; readonly parent: Snapshot | null }> {
    const { kind } = this.#options;
    if (kind === 'full') return { kind, parent: null };
    const { snapshots } = await listSnapshots(this.#repository);
    const own = snapshots.filter(({ manifest }) => manifest.source.label === this.#target.label);
    const parent = [...own]
      .reverse()
      .find(({ manifest }) => kind === 'incremental' || manifest.kind === 'full');
    return parent === undefined ? { kind: 'full', parent: null } : { kind, parent };
  }

  /** Records that are as they were may name a file that is gone since, or was missing already. */
  async #tallyUnchanged(blobs: BlobStore, tables: readonly TableState[]): Promise<void> {
    for (const { model, segments } of tables.filter(namesFiles)) {
      const onLost = () => this.#problems.add(unreadPart(model));
      for await (const lines of readTable(blobs, segments, { onLost })) {
        throwIfCancelled(this.#options.signal);
        for (const { text } of lines) if (text !== null) this.#tally.takeFile({ model, text });
      }
    }
  }

  /** Records name files that the storage does not have. */
  async #tellMissing(blobs: BlobStore, segments: readonly string[]): Promise<void> {
    const { files } = this.#tally;
    for (const file of await missingAmong(blobs, segments, [...files.keys()]))
      this.#problems.add(missingFile(file, 'snapshot', files.get(file)));
  }

  /** Through an index that is read again, so that nothing is taken from memory. */
  async #readBack(blobs: BlobStore): Promise<void> {
    const again = await this.#repository.openBlobs();
    this.#meter.start('verifying', blobs.added.size, 'steps');
    for await (const _read of readAhead(blobs.added, BLOBS_AT_ONCE, (id) => again.read(id))) {
      if (this.#options.signal?.aborted)
        throw cancelledError('No snapshot was made; the EDMS was only read.');
      this.#meter.advance(1);
    }
    this.#meter.finish();
  }
}

/** Whether a file may be missing that only records name which did not change since the parent. */
function mayLackMore({ files, problems }: Manifest, changes: Changes | null): boolean {
  return (
    files === null || (changes?.removed ?? 0) > 0 || problems.some(({ code }) => code === 'FILE_MISSING')
  );
}

function namesFiles({ model }: TableState): boolean {
  const fields = edmsCatalogue().models.get(model)?.fields ?? [];
  return fields.some(({ name }) => name === FILE_FIELD);
}

function unreadPart(model: string): Problem {
  return {
    code: 'REPOSITORY_DAMAGED',
    severity: 'warning',
    message: `A part of what the repository has of ${model} cannot be read: whether files that it names are missing is not known.`,
    advice:
      'Check the repository with all its data, and make a full snapshot: that stores what is damaged again.',
    where: { model },
  };
}

function mended(count: number): Problem {
  return {
    code: 'REPOSITORY_DAMAGED',
    severity: 'warning',
    message: `The repository held ${count === 1 ? 'one block' : `${count} blocks`} of this snapshot already, damaged; they were stored again.`,
    advice: 'Check the repository with all its data, and the disk that it lies on.',
  };
}

async function fingerprintsOf(blobs: BlobStore, { fingerprints }: Manifest) {
  return fingerprints === null ? NO_FINGERPRINTS : readFingerprints(blobs, fingerprints);
}

function reportOf(id: ObjectId, manifest: Manifest, durationMs: number): SnapshotReport {
  const { kind, parent, createdAt, changes, bytesAdded, problems, source, signedBy } = manifest;
  const records = recordsOf(manifest);
  const files = manifest.files?.files ?? 0;
  const changed = Object.values(changes ?? {}).reduce(
    (sum, { added, changed: other, removed }) => sum + added + other + removed,
    0,
  );
  return {
    id,
    kind,
    parent,
    createdAt,
    target: source.label,
    records,
    files,
    changed: changes === null ? records + files : changed,
    changes,
    bytesAdded,
    signedBy,
    durationMs,
    problems,
  };
}
