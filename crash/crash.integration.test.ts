import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../scripts/test-server.mjs';
import { runCampaign } from './campaign.ts';
import { toldOnFailure } from './told-on-failure.ts';

/** A short form of `npm run crash`: it picks a server or an embedded database by chance. */
const KILLS = 4;

describe('a restore or an undo that is killed at a random moment', () => {
  it('leaves database and files as before or as planned, once the next process has recovered', async () => {
    const { seed, say } = toldOnFailure('crash', KILLS, '');
    const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-crash-'));
    const server = await startTestServer({ isKilled: true });
    try {
      const outcomes = await runCampaign({ folder, server, embedded: true, kills: KILLS, seed, say });
      expect(outcomes.filter(({ end }) => end === 'damaged')).toEqual([]);
      expect(outcomes).toHaveLength(KILLS);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
    // A busy machine is no failure.
  }, 1_800_000);
});
