import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openTarget } from '../database/open-target.ts';
import type { Target } from '../database/target.ts';
import type { Scene } from './scene.ts';

/** Somebody else's session in the same server database, for as long as `work` runs. */
export async function withSession<T>(
  scene: Scene,
  work: (client: pg.Client) => Promise<T>,
  options: pg.ClientConfig = {},
): Promise<T> {
  const client = new pg.Client({ connectionString: await serverUrl(scene), ...options });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * The scene's database, opened by a new role that is no superuser. `grant` is the beginning of a GRANT statement,
 * `grant select on documents to`; '' grants nothing.
 */
export async function withRole<T>(
  scene: Scene,
  grant: string,
  work: (target: Target, role: string) => Promise<T>,
): Promise<T> {
  const role = `edms_role_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await scene.run(`create role ${role} login password '${password}'`);
  try {
    for (const statement of grant.split(';').filter((part) => part.trim() !== ''))
      await scene.run(`${statement} ${role}`);
    const url = new URL(await serverUrl(scene));
    url.username = role;
    url.password = password;
    const target = await openTarget({ kind: 'server', url: url.href });
    return await work(target, role).finally(() => target.close());
  } finally {
    await scene.run(`reassign owned by ${role} to current_user`);
    await scene.run(`drop owned by ${role}`);
    await scene.run(`drop role ${role}`);
  }
}

/** The URL of the scene's database, as the test server's superuser. */
async function serverUrl(scene: Scene): Promise<string> {
  const [row] = await scene.target.read((sql) =>
    sql.query<{ readonly name: string }>('select current_database()::text as name'),
  );
  const url = new URL(process.env.EDMS_TEST_SERVER_URL ?? '');
  url.pathname = `/${row?.name}`;
  return url.href;
}
