import { readWithin } from '../database/read-within.ts';
import { durationText } from '../figures.ts';
import { STATEMENT_LIMIT } from './limits.ts';
import { ok, type PreflightCheck, type PreflightInput, warn } from './preflight.ts';

/** Above this, times in reports and in the EDMS's own records no longer fit together; in milliseconds. */
const MOST_APART = 60_000;

/** Whether server and this machine agree on the time. */
export async function checkClock({ target, now }: PreflightInput): Promise<PreflightCheck> {
  const { server, here } = await readWithin(target, STATEMENT_LIMIT, async (sql) => {
    const asked = now();
    const [row] = await sql.query<{ readonly time: string }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::int8::text as time',
    );
    // The server looked at its clock about half-way.
    return { server: Number(row?.time), here: (asked + now()) / 2 };
  });
  const apart = Math.abs(server - here);
  if (apart <= MOST_APART)
    return ok('clock', `Server and this machine agree on the time (${Math.round(apart)} ms apart).`);
  return warn(
    'clock',
    `Server and this machine are ${durationText(apart)} apart: ${text(server)} there, ${text(here)} here.`,
    'Set the clocks right, or read the times in the report with care.',
  );
}

function text(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
