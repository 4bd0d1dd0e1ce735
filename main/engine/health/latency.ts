import type { Sql } from '../database/target.ts';

const PROBES = 5;

/** Milliseconds from a question to its answer: the median of five. */
export async function measureLatency(sql: Sql): Promise<number> {
  const times: number[] = [];
  for (let probe = 0; probe < PROBES; probe += 1) {
    const asked = performance.now();
    await sql.query('select 1 as one');
    times.push(performance.now() - asked);
  }
  return times.sort((a, b) => a - b)[Math.floor(PROBES / 2)] ?? 0;
}
