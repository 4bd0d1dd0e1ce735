import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { emptyDatabaseStatements } from '../catalogue/generated/empty-database.ts';
import { embeddedTargetFolder } from '../home.ts';
import type { ConnectionStep, ConnectionTest } from './connection-test.ts';
import { initTarget, openTarget } from './open-target.ts';
import type { Target, TargetAddress } from './target.ts';
import { writeEmptyEmbedded } from './testing-embedded.ts';

/** The two kinds of target, for `describe.each(targetKinds)`: for what SQL or a driver does, or may do differently. */
export const targetKinds = ['embedded', 'server'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** `npm run test:full`: everything on both kinds of target. */
const everything = process.env.EDMS_TEST_TARGETS === 'all';

/**
 * The kinds for what the engine decides above SQL, with the same statements whatever the target: the server, whose
 * databases are made in a quarter of the time. What stands beside it with {@link targetKinds} shows that those
 * statements do the same in an embedded one. With `EDMS_TEST_TARGETS=all` both.
 */
export const kindsAboveSql: readonly TargetKind[] = everything ? targetKinds : ['server'];

/**
 * Of cases that differ above SQL only: all on a server, and in an embedded database the one that stands for them.
 * With `EDMS_TEST_TARGETS=all` all on both.
 */
export function casesFor<T>(kind: TargetKind, cases: readonly T[], representative: NoInfer<T>): readonly T[] {
  return kind === 'server' || everything ? cases : [representative];
}

/**
 * Of combinations: those that are `enough`, for each part of them is in one at least. With `EDMS_TEST_TARGETS=all` every
 * part with every other.
 */
export function enoughOf<T>(combinations: readonly T[], enough: (one: T) => boolean): readonly T[] {
  return everything ? combinations : combinations.filter(enough);
}

/** A database of a test's own. */
export interface FreshTarget {
  readonly target: Target;
  readonly address: TargetAddress;
  /** The folder of embedded targets, for `openTarget(address, { home })`; temporary. */
  readonly home: string;
}

/**
 * Gives `work` an initialised, empty EDMS database of either kind, open, and takes everything away afterwards.
 * `server` needs `EDMS_TEST_SERVER_URL` (a superuser's), which the tests' global set-up provides. `work` may
 * close the target itself and open `address` again.
 */
export async function withFreshTarget<T>(
  kind: TargetKind,
  work: (target: Target, fresh: FreshTarget) => Promise<T>,
): Promise<T> {
  const fresh = await freshTarget(kind);
  try {
    return await work(fresh.target, fresh);
  } finally {
    await fresh.remove();
  }
}

/** Like {@link withFreshTarget}, for `beforeAll` and `afterAll`: call `remove` at the end. */
export async function freshTarget(
  kind: TargetKind,
): Promise<FreshTarget & { readonly remove: () => Promise<void> }> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'edms-home-'));
  const database = kind === 'server' ? await freshServerUrl(await serverTemplate()) : undefined;
  const address: TargetAddress = database
    ? { kind: 'server', url: database.url }
    : { kind: 'embedded', name: 'fresh' };
  if (!database) await writeEmptyEmbedded(path.join(embeddedTargetFolder('fresh', home), 'data'));
  // Both are copies of one that was initialised before.
  const target = await openTarget(address, { home });
  const remove = async () => {
    await target.close();
    await database?.remove();
    await rm(home, { recursive: true, force: true });
  };
  return { target, address, home, remove };
}

/** The URL of a new database on the test server: entirely empty, or a copy of another one. */
export async function freshServerUrl(template?: string): Promise<{
  readonly url: string;
  readonly remove: () => Promise<void>;
}> {
  const name = `edms_test_${randomBytes(8).toString('hex')}`;
  await onServer(
    `create database ${name}${template === undefined ? '' : ` template ${template} strategy file_copy`}`,
  );
  return { url: urlOf(name), remove: () => onServer(`drop database if exists ${name} with (force)`) };
}

let template: Promise<string> | undefined;

/**
 * The name of an initialised EDMS database that is there to be copied, which takes a tenth of the time of making one.
 * The first process that needs it makes it; nobody connects to it, since a copy is refused while anybody does.
 */
function serverTemplate(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<string> {
  // A server that outlives the run may have one of an earlier schema.
  const schema = createHash('sha256').update(emptyDatabaseStatements.join(';')).digest('hex').slice(0, 12);
  const name = `edms_template_${schema}`;
  const client = new pg.Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(20251212)');
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      const draft = `${name}_draft`;
      await client.query(`drop database if exists ${draft} with (force)`);
      await client.query(`create database ${draft}`);
      await (await initTarget({ kind: 'server', url: urlOf(draft) })).close();
      await client.query(`alter database ${draft} rename to ${name}`);
    }
    return name;
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs a statement as the superuser of the test server. */
export async function onServer(statement: string, database = 'postgres'): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function serverUrl(): string {
  const url = process.env.EDMS_TEST_SERVER_URL;
  if (url) return url;
  throw new Error('EDMS_TEST_SERVER_URL is not set: run the integration tests through vitest.config.');
}

/** The step of a test of a connection by its id; throws when it is not there. */
export function stepOf(test: ConnectionTest, id: ConnectionStep['id']): ConnectionStep {
  const found = test.steps.find((step) => step.id === id);
  if (found) return found;
  throw new Error(`There is no step ${id} among ${test.steps.map((step) => step.id).join(', ')}`);
}

/** The real packages of the EDMS, or null where they are not. */
export function realPackages(): string | null {
  const folder = process.env.EDMS_PACKAGES ?? path.resolve('..', 'shared', 'packages');
  return existsSync(folder) ? folder : null;
}
