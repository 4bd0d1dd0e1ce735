import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { createEngine } from '../main/engine/create-engine.ts';
import { SAFE_POLICY } from '../main/engine/plan/policy.ts';
import type { RepositoryAddress } from '../main/engine/snapshot/snapshot-summary.ts';
import { median } from './measurements.ts';
import { makePackage, type Setting } from './setting.ts';

export interface SnapshotResult {
  readonly records: number;
  /** Records that were changed before the second snapshot. */
  readonly changed: number;
  /** Milliseconds and bytes added, medians over the runs. */
  readonly first: SnapshotReading;
  readonly second: SnapshotReading;
  /** Milliseconds of `pg_dump -Fc` of the same database, and the size of what it makes. */
  readonly dump: SnapshotReading;
  /** Milliseconds of the restore test of the first snapshot. */
  readonly test: number;
  /** First snapshot to `pg_dump`; second to first, by time and by size. */
  readonly ratios: { readonly toDump: number; readonly time: number; readonly size: number };
}

interface SnapshotReading {
  readonly milliseconds: number;
  readonly bytes: number;
}

const CHANGED = 100;

/** Takes a first snapshot of an EDMS, changes some records all over it, takes a second one; and dumps it in turns. */
export async function measureSnapshots(
  setting: Setting,
  { records, runs }: { readonly records: number; readonly runs: number },
): Promise<SnapshotResult> {
  const { server, folder, say } = setting;
  const made = await makePackage(setting, records);
  const url = await server.create('snapshot_run', 'edms');
  const engine = createEngine();
  const first: SnapshotReading[] = [];
  const second: SnapshotReading[] = [];
  const dump: SnapshotReading[] = [];
  const test: number[] = [];
  try {
    await engine.openPackage(made.path);
    await engine.openTarget({ kind: 'server', url });
    await engine.createPlan(SAFE_POLICY, null);
    await engine.restore();
    for (let run = 1; run <= runs; run += 1) {
      say(`Run ${run} of ${runs}: snapshots`);
      const repository: RepositoryAddress = { path: path.join(folder, `repository-${run}`), keys: {} };
      await engine.snapshots.init(repository.path, {});
      const take = async (): Promise<SnapshotReading & { readonly id: string }> => {
        await server.calm();
        const { durationMs, bytesAdded, id } = await engine.snapshots.take(repository, {
          kind: 'incremental',
          storageRoot: null,
          tags: [],
        });
        return { milliseconds: durationMs, bytes: bytesAdded, id };
      };
      const whole = await take();
      first.push(whole);
      await changeSome(url, run);
      second.push(await take());
      say(`Run ${run} of ${runs}: pg_dump`);
      const file = path.join(folder, 'snapshot.dump');
      await server.calm();
      const milliseconds = await server.tool('pg_dump', '--format=custom', `--file=${file}`, url);
      dump.push({ milliseconds, bytes: (await stat(file)).size });
      await rm(file);
      if (run === 1) test.push((await engine.snapshots.test(repository, whole.id)).durationMs);
      await rm(repository.path, { recursive: true });
    }
  } finally {
    await engine.close();
    await server.drop('snapshot_run');
  }
  const medians = { first: medianOf(first), second: medianOf(second), dump: medianOf(dump) };
  return {
    records: made.records,
    changed: CHANGED,
    ...medians,
    test: median(test),
    ratios: {
      toDump: medians.first.milliseconds / medians.dump.milliseconds,
      time: medians.second.milliseconds / medians.first.milliseconds,
      size: medians.second.bytes / medians.first.bytes,
    },
  };
}

function medianOf(readings: readonly SnapshotReading[]): SnapshotReading {
  return {
    milliseconds: median(readings.map(({ milliseconds }) => milliseconds)),
    bytes: median(readings.map(({ bytes }) => bytes)),
  };
}

/** Changes records that lie far from each other: the worst case for what is kept in blocks. */
async function changeSome(url: string, run: number): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `select id from (select id, row_number() over (order by id) as n, count(*) over () as c from audit_trail) t
        where n % greatest(1, c / $1) = 0 limit $1`,
      [CHANGED],
    );
    await client.query(`update audit_trail set description = description || $2 where id = any($1)`, [
      rows.map(({ id }) => id),
      ` (run ${run})`,
    ]);
  } finally {
    await client.end();
  }
}
