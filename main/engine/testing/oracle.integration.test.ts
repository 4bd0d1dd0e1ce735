import { describe, expect, it } from 'vitest';
import { readDatabase } from './database-rows.ts';
import { findDifferences } from './oracle.ts';
import { readReference } from './reference.ts';
import { basics, document, sample, user } from './sample-records.ts';
import { withScene } from './scene.ts';

const reference = readReference();

/** What somebody could do to a restored database, and what the oracle has to say of it. */
const DAMAGES: readonly (readonly [statement: string, finding: RegExp])[] = [
  [`update documents set title = 'other' where document_number = 'D1'`, /\.title: is other instead of/],
  [`update documents set created_at = now()`, /\.created_at: /],
  [`update documents set metadata = '{"n": 1}'`, /\.metadata: /],
  [
    `update documents set author_id = (select id from users where username = 'member')`,
    /\.author: refers to/,
  ],
  [`delete from users_groups`, /\.groups: is \[\]/],
  [`insert into auth_group (name) values ('extra')`, /auth_group \d+ is a row that nobody asked for/],
  [`update auth_permission set name = 'x' where codename = 'add_user'`, /auth_permission \d+ has changed/],
  [`delete from documents where document_number = 'D2'`, /record \d+ \(documents.document\) has no row/],
  [`select setval('users_id_seq', 1, false)`, /the sequence of users.id is at 0/],
  [`update documents set document_type_id = 999`, /documents.document_type_id 999 leads nowhere/],
];

describe.skipIf(reference === null)('the oracle', () => {
  it('finds nothing where all is right, and every damage', () =>
    withScene('server', async (scene) => {
      if (!reference) return;
      const records = [
        ...basics(),
        sample('auth.group', { name: 'g', permissions: [['add_user', 'users', 'user']] }),
        user('member', { groups: [['g']] }),
        document('D1', { metadata: { n: [1, 'ä', null] } }),
        document('D2', { supersedes: ['D1'] }),
      ];
      const fixture = JSON.stringify(records);
      const before = await readDatabase(scene.target);
      await scene.restore(records);
      const judge = async () =>
        findDifferences({ reference, fixture, before, after: await readDatabase(scene.target) });
      expect(await judge()).toEqual([]);
      for (const [statement, finding] of DAMAGES) {
        const undo = new Error('undo');
        const damaged = scene.target.write(async (sql) => {
          await sql.execute('set local session_replication_role = replica');
          await sql.execute(statement);
          const after = await readDatabase({ read: (work) => work(sql) });
          expect(findDifferences({ reference, fixture, before, after }).join('\n'), statement).toMatch(
            finding,
          );
          if (statement.includes('setval')) await sql.execute(`select setval('users_id_seq', 2)`);
          throw undo;
        });
        await expect(damaged).rejects.toBe(undo);
      }
      expect(await judge()).toEqual([]);
    }));
});
