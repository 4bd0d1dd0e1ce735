/**
 * `npm run crash [-- --kills N] [--seed S] [--kind server|embedded|repository]`
 *
 * Kills the console (and its server) at random moments, and asks whether anything was ever left half done; with the kind
 * `repository` processes that write snapshots into one, prune and repair it. The last line is the
 * figure; the status is 0 when nothing was damaged.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startTestServer } from '../scripts/test-server.mjs';
import { runCampaign } from './campaign.ts';
import { runRepositoryCampaign } from './repository-campaign.ts';

async function crash(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      kind: { type: 'string' },
    },
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-crash-'));
  if (values.kind === 'repository') return crashRepository(folder, Number(values.kills), Number(values.seed));
  const server = values.kind === 'embedded' ? null : await startTestServer({ isKilled: true });
  try {
    const outcomes = await runCampaign({
      folder,
      server,
      embedded: values.kind !== 'server',
      kills: Number(values.kills),
      seed: Number(values.seed),
      say: (line) => console.log(line),
    });
    const count = (end: string) => outcomes.filter((outcome) => outcome.end === end).length;
    console.log(
      `${outcomes.length} kills (seed ${values.seed}): ${count('as before')} as before, ${count('as planned')} as planned, ${count('damaged')} damaged`,
    );
    process.exitCode = count('damaged') === 0 ? 0 : 1;
  } finally {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function crashRepository(folder: string, kills: number, seed: number): Promise<void> {
  try {
    const say = (line: string) => console.log(line);
    const outcomes = await runRepositoryCampaign({ folder, kills, seed, say });
    const damaged = outcomes.filter((outcome) => outcome.damaged !== null).length;
    console.log(`${outcomes.length} kills (seed ${seed}): ${damaged} damaged`);
    process.exitCode = damaged === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

crash().catch((error) => {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
});
