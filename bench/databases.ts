import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { emptyDatabaseStatements } from '../main/engine/catalogue/generated/empty-database.ts';
import { startTestServer } from '../scripts/test-server.mjs';

const run = promisify(execFile);

/** A PostgreSQL server of our own, with an empty EDMS database to copy from. */
export interface BenchServer {
  readonly version: string;
  /** Makes a database: a copy of the empty EDMS database, its tables alone, or one with nothing in it. */
  create(name: string, content: 'edms' | 'tables only' | 'nothing'): Promise<string>;
  drop(name: string): Promise<void>;
  /** Writes all dirty pages, so that nobody is measured with another's. */
  calm(): Promise<void>;
  /** Rows of all tables of a database together. */
  rows(url: string): Promise<number>;
  /** Runs `pg_dump` or `pg_restore`; returns milliseconds. */
  tool(program: 'pg_dump' | 'pg_restore', ...args: readonly string[]): Promise<number>;
  stop(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const server = await startTestServer();
  const admin = new pg.Client(server.url);
  await admin.connect();
  const urlOf = (name: string): string => server.url.replace(/\/postgres$/, `/${name}`);
  const { rows } = await admin.query<{ version: string }>('select version()');

  await admin.query('create database edms_template template template0');
  await statements(urlOf('edms_template'), emptyDatabaseStatements);

  return {
    version: (rows[0]?.version ?? '').split(' on ')[0] ?? '',
    create: async (name, content) => {
      await admin.query(
        `create database ${name} template ${content === 'nothing' ? 'template0' : 'edms_template'}`,
      );
      if (content === 'tables only') await truncateAll(urlOf(name));
      return urlOf(name);
    },
    drop: async (name) => {
      await admin.query(`drop database ${name} with (force)`);
    },
    calm: async () => {
      await admin.query('checkpoint');
    },
    rows: countRows,
    tool: async (program, ...args) => {
      const started = performance.now();
      await run(path.join(server.bin, program), args);
      return performance.now() - started;
    },
    stop: async () => {
      await admin.end();
      await server.stop();
    },
  };
}

async function statements(url: string, texts: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('begin');
    for (const text of texts) await client.query(text);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function truncateAll(url: string): Promise<void> {
  const tables = await tablesOf(url);
  await statements(url, [`truncate ${tables.map((table) => `"${table}"`).join(', ')}`]);
}

async function countRows(url: string): Promise<number> {
  const counts = (await tablesOf(url)).map((table) => `(select count(*) from "${table}")`);
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ total: string }>(`select ${counts.join(' + ')} as total`);
    return Number(rows[0]?.total);
  } finally {
    await client.end();
  }
}

async function tablesOf(url: string): Promise<readonly string[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
