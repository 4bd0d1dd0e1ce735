import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer } from '../../../scripts/test-server.mjs';
import { createEngine } from '../create-engine.ts';
import type { Engine } from '../engine.ts';
import { SAFE_POLICY } from '../plan/policy.ts';
import { buildPackage } from '../testing/build-package.ts';
import { basics, document } from '../testing/sample-records.ts';
import { sceneOver } from '../testing/scene.ts';
import { initTarget, openTarget } from './open-target.ts';
import type { TargetAddress } from './target.ts';
import { testConnection } from './test-connection.ts';

const records = [...basics(), document('D-1')];
const readOnly = { code: 'TARGET_READ_ONLY' };

describe('a server that can only be read', () => {
  let server: Awaited<ReturnType<typeof startTestServer>>;
  let standby: Awaited<ReturnType<typeof server.startStandby>>;
  let folder: string;
  let engine: Engine;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-standby-'));
    server = await startTestServer();
    await onServer('create database edms');
    const primary = await initTarget(databaseOf(server.url));
    await sceneOver(primary, folder).restore(records);
    await primary.close();
    standby = await server.startStandby();
    engine = createEngine();
  });

  afterAll(async () => {
    await engine.close();
    await standby.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  async function onServer(statement: string, url = server.url): Promise<void> {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  const package_ = () => buildPackage(path.join(folder, 'new.zip'), [...records, document('D-2')]);

  it('is opened, and says so', async () => {
    expect(await engine.openTarget(databaseOf(standby.url))).toMatchObject({
      documents: 1,
      canOnlyBeRead: true,
    });
    const { level, steps } = await testConnection(databaseOf(standby.url), null);
    expect(level).toBe('warn');
    expect(steps.find(({ id }) => id === 'privileges')?.message).toContain('can only be read');
  });

  it('is exported, and taken snapshots of through two connections that see one moment', async () => {
    await engine.openTarget(databaseOf(standby.url));
    const file = path.join(folder, 'standby.tar.gz');
    const exported = await engine.exportTarget(
      { path: file, format: 'package', keys: 'natural', canonical: false, select: [] },
      null,
    );
    expect(exported.byModel).toMatchObject({ 'documents.document': 1 });
    const repository = { path: path.join(folder, 'repository'), keys: {} };
    await engine.snapshots.init(repository.path, {});
    const request = { kind: 'incremental', storageRoot: null, tags: [] } as const;
    const first = await engine.snapshots.take(repository, request);
    expect(first.records).toBe(exported.records);
    expect(await engine.snapshots.take(repository, request)).toMatchObject({ changed: 0, problems: [] });
    expect((await engine.health(null)).findings.map(({ level }) => level)).not.toContain('stop');
  });

  it('is planned for, and refused before anything is written', async () => {
    await engine.openTarget(databaseOf(standby.url));
    await engine.openPackage(await package_());
    const storage = await mkdtemp(path.join(folder, 'storage-'));
    const plan = await engine.createPlan(SAFE_POLICY, storage);
    expect(plan.outcomes.create).toBe(1);
    const { checks } = await engine.preflight(storage);
    expect(checks.find(({ id }) => id === 'connection')?.level).toBe('stop');
    await expect(engine.restore()).rejects.toMatchObject(readOnly);
    expect(await readdir(storage)).toEqual([]);
  });

  it('does not decide what became of an interrupted restore: it may not have the commit yet', async () => {
    await engine.openTarget(databaseOf(standby.url));
    await expect(engine.recover(null)).rejects.toMatchObject(readOnly);
  });

  it('says why it ended a reading to follow its primary', async () => {
    await onServer('alter system set max_standby_streaming_delay = 0', standby.url);
    await onServer('select pg_reload_conf()', standby.url);
    const target = await openTarget(databaseOf(standby.url));
    const edms = urlOf(server.url);
    try {
      const reading = target.read(async (sql) => {
        const [row] = await sql.query<{ documents: bigint }>('select count(*) as documents from documents');
        const reading = sql.query('select pg_sleep(60)');
        // Rows that this reader still sees are cleared away.
        await onServer("update documents set title = title || '2'", edms);
        await onServer('vacuum documents', edms);
        await reading;
        return row;
      });
      await expect(reading).rejects.toMatchObject({
        code: 'TARGET_BUSY',
        plain: { message: expect.stringContaining('follow its primary') },
      });
    } finally {
      await target.close();
    }
  });

  it('gets no empty EDMS', () =>
    expect(initTarget(databaseOf(standby.url, 'template1'))).rejects.toMatchObject(readOnly));

  it('may be a primary whose database takes no changes', async () => {
    await onServer('alter database edms set default_transaction_read_only = on');
    expect(await engine.openTarget(databaseOf(server.url))).toMatchObject({ canOnlyBeRead: true });
    await engine.openPackage(await package_());
    await engine.createPlan(SAFE_POLICY, null);
    await expect(engine.restore()).rejects.toMatchObject(readOnly);
  });
});

function urlOf(server: string, name = 'edms'): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function databaseOf(server: string, name?: string): TargetAddress {
  return { kind: 'server', url: urlOf(server, name) };
}
