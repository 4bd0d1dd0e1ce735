import pg from 'pg';

/** How many records are changed before a second snapshot. */
export const CHANGED = 100;

/** Changes records that lie far from each other: the worst case for what is kept in blocks. */
export async function changeSome(url: string, run: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `select id from (select id, row_number() over (order by id) as n, count(*) over () as c from audit_trail) t
        where n % greatest(1, c / $1) = 0 limit $1`,
      [CHANGED],
    );
    await client.query(`update audit_trail set description = description || $2 where id = any($1)`, [
      rows.map(({ id }) => id),
      ` (run ${run})`,
    ]);
  } finally {
    await client.end();
  }
}
