import pg from 'pg';

/** Connections that change an EDMS all the time, as people and schedulers do. */
export interface Writers {
  /** Transactions that were committed so far. */
  committed(): number;
  stop(): Promise<void>;
}

/** Another row like one that is there, with some columns of its own. */
const copy = (table: string, where: string, columns: string) =>
  `insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(t) || jsonb_build_object('id',
     nextval(pg_get_serial_sequence('${table}', 'id')), 'uuid', gen_random_uuid(), ${columns}))).*
     from ${table} t where ${where} limit 1 returning id`;

/**
 * Each transaction leaves the EDMS whole, so that any single moment shows that:
 * - every document has a workflow with two transitions;
 * - the titles of all documents are the description of their type;
 * - every user is in one group, and the number of documents is in the group's name.
 */
const WORK: readonly ((client: pg.Client, n: number) => Promise<void>)[] = [
  // A document comes with all that belongs to it.
  async (client, n) => {
    const { rows } = await client.query(
      `select description from document_types where code = 'SOP' for update`,
    );
    const own = `'document_number', 'N-${n}', 'title', '${rows[0].description}'`;
    const made = await client.query(copy('documents', `document_number = 'D-0'`, own));
    const document = made.rows[0].id;
    const workflow = await client.query(copy('document_workflows', 'true', `'document_id', ${document}`));
    for (let i = 0; i < 2; i += 1)
      await client.query(copy('document_transitions', 'true', `'workflow_id', ${workflow.rows[0].id}`));
    await count(client);
  },
  // Another goes with it.
  async (client, n) => {
    await client.query(`select 1 from document_types where code = 'SOP' for update`);
    const { rows } = await client.query(
      `select id from documents where document_number like 'N-%' order by id offset ${n % 7} limit 1`,
    );
    if (rows[0] === undefined) return;
    const of = `document_id = ${rows[0].id}`;
    await client.query(
      `delete from document_transitions where workflow_id in (select id from document_workflows where ${of})`,
    );
    await client.query(`delete from document_workflows where ${of}`);
    await client.query(`delete from documents where id = ${rows[0].id}`);
    await count(client);
  },
  // Everything gets another title.
  async (client, n) => {
    await client.query(`update document_types set description = 'Title ${n}' where code = 'SOP'`);
    await client.query(`update documents set title = 'Title ${n}'`);
  },
  // A user changes the group.
  async (client, n) => {
    await client.query(`delete from users_groups where user_id = (select min(id) from users)`);
    await client.query(
      `insert into users_groups (user_id, group_id)
         select (select min(id) from users), (select id from auth_group order by id offset ${n % 2} limit 1)`,
    );
  },
];

async function count(client: pg.Client): Promise<void> {
  await client.query(
    `update auth_group set name = left(name, 1) || (select count(*) from documents) where id in (select id from auth_group)`,
  );
}

export async function startWriters(url: string): Promise<Writers> {
  let stopped = false;
  let committed = 0;
  const work = WORK.map(async (write) => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      for (let n = 0; !stopped; n += 1) {
        await client.query('begin');
        await write(client, n);
        await client.query('commit');
        committed += 1;
      }
    } finally {
      await client.end();
    }
  });
  const all = Promise.all(work);
  // Whoever stops them hears of it.
  all.catch(() => undefined);
  return {
    committed: () => committed,
    stop: async () => {
      stopped = true;
      await all;
    },
  };
}
