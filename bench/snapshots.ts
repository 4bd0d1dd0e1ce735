import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { runEngine } from './engine-run.ts';
import { median, type WorkReading } from './measurements.ts';
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
  const first: WorkReading[] = [];
  const second: WorkReading[] = [];
  const dump: SnapshotReading[] = [];
  const test: number[] = [];
  try {
    await runEngine(setting.bundle, { work: 'restore', package: made.path, url }, setting);
    for (let run = 1; run <= runs; run += 1) {
      say(`Run ${run} of ${runs}: snapshots`);
      const repository = path.join(folder, `repository-${run}`);
      const work = async (what: 'snapshot' | 'snapshot test'): Promise<WorkReading> => {
        await server.calm();
        return runEngine(setting.bundle, { work: what, url, repository }, setting);
      };
      first.push(await work('snapshot'));
      if (run === 1) test.push((await work('snapshot test')).milliseconds);
      await changeSome(url, run);
      second.push(await work('snapshot'));
      say(`Run ${run} of ${runs}: pg_dump`);
      const file = path.join(folder, 'snapshot.dump');
      await server.calm();
      const milliseconds = await server.tool('pg_dump', '--format=custom', `--file=${file}`, url);
      dump.push({ milliseconds, bytes: (await stat(file)).size });
      await rm(file);
      await rm(repository, { recursive: true });
    }
  } finally {
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
