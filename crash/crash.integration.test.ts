import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTestServer } from '../scripts/test-server.mjs';
import { runCampaign } from './campaign.ts';

/** A short form of `npm run crash`: it picks a server or an embedded database by chance. */
const KILLS = 4;

describe('a restore or an undo that is killed at a random moment', () => {
  it('leaves database and files as before or as planned, once the next process has recovered', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-crash-'));
    const server = await startTestServer();
    try {
      const seed = Math.floor(Math.random() * 1_000_000);
      const lines: string[] = [`seed ${seed}`];
      const say = (line: string) => void lines.push(line);
      const outcomes = await runCampaign({ folder, server, embedded: true, kills: KILLS, seed, say });
      expect(
        outcomes.filter(({ end }) => end === 'damaged'),
        lines.join('\n'),
      ).toEqual([]);
      expect(outcomes).toHaveLength(KILLS);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 600_000);
});
