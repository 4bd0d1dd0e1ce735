import pg from 'pg';
import { expect, it } from 'vitest';
import { createEngine } from '../create-engine.ts';
import type { Progress } from '../progress.ts';
import { withFreshTarget } from './testing.ts';

it('opening a target waits for who alters what it counts, tells who that is, and can be cancelled', () =>
  withFreshTarget('server', async (_target, { address }) => {
    if (address.kind !== 'server') throw new Error('It is a server');
    const client = new pg.Client({ connectionString: address.url, application_name: 'manage.py migrate' });
    await client.connect();
    const engine = createEngine();
    try {
      await client.query('begin; lock table documents in access exclusive mode');
      const cancel = new AbortController();
      const waitedFor: (string | undefined)[] = [];
      const onProgress = ({ waitingFor }: Progress) => {
        waitedFor.push(waitingFor);
        cancel.abort();
      };
      const opening = engine.openTarget(address, { signal: cancel.signal, onProgress });
      await expect(opening).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(waitedFor[0]).toMatch(/^manage\.py migrate, process \d+, as /);
      await client.query('rollback; begin; lock table audit_trail in access exclusive mode');
      expect(await engine.openTarget(address)).toMatchObject({ kind: 'server' });
    } finally {
      await client.end();
      await engine.close();
    }
  }));
