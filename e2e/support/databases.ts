import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A new, empty database on the server that the tests were given. */
export interface TestDatabase {
  /** With its password. */
  readonly url: string;
  /** Runs a statement in it. */
  query(text: string): Promise<readonly Record<string, unknown>[]>;
  drop(): Promise<void>;
}

export async function newDatabase(): Promise<TestDatabase> {
  const server = process.env.EDMS_TEST_SERVER_URL;
  if (!server) throw new Error('EDMS_TEST_SERVER_URL names no server.');
  const name = `edms_window_${randomBytes(4).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await run(server, `create database ${name}`);
  return {
    url: url.toString(),
    query: (text) => run(url.toString(), text),
    drop: async () => {
      await run(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function run(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}
