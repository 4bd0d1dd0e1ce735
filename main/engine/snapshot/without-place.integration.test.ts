import { describe, expect, it } from 'vitest';
import { openTarget } from '../database/open-target.ts';
import { withFreshTarget } from '../database/testing.ts';
import { basics, document } from '../testing/sample-records.ts';
import { sceneOver } from '../testing/scene.ts';
import type { SnapshotProof } from './seal.ts';
import { testSnapshot } from './test-snapshot.ts';
import { snapshotOf, take, withRepository } from './testing.ts';

/** What a restore test says of a snapshot of an EDMS after these statements. */
function testedAfter(...statements: readonly string[]): Promise<SnapshotProof> {
  return withFreshTarget('server', async (target, { address, home }) => {
    await sceneOver(target, home).restore([...basics(), document('D-1'), document('D-2')]);
    for (const statement of statements) await target.write((sql) => sql.execute(statement));
    // The schema is read when a target is opened.
    const changed = await openTarget(address, { home });
    try {
      return await withRepository(async (repository) => {
        const { id } = await take(repository, changed);
        return testSnapshot(repository, await snapshotOf(repository, id));
      });
    } finally {
      await changed.close();
    }
  });
}

const WITHOUT_PLACE = 'SNAPSHOT_WITHOUT_PLACE';
const told = ({ problems }: SnapshotProof) =>
  problems
    .filter(({ code }) => code === WITHOUT_PLACE)
    .map(({ message }) => /no place for (\S+) .* of (\d+) record/.exec(message)?.slice(1));

describe('the restore test of a snapshot of another EDMS than this program knows', () => {
  it('proves all but the columns that only the other one has, and tells of those', async () => {
    const proof = await testedAfter(
      `alter table documents add column shelf text default 'A1', add column weight numeric`,
      `update documents set weight = 1.10 where document_number = 'D-1'`,
    );
    expect(proof.seal).toMatchObject({ kind: 'restored' });
    expect(told(proof)).toEqual([
      ['documents.document.shelf', '2'],
      ['documents.document.weight', '1'],
    ]);
  });

  it('proves all where such a column holds empty lists, and where JSON names a key twice', async () => {
    const proof = await testedAfter(
      `alter table documents add column shelves jsonb not null default '[]', add column tags text[] default '{}'`,
      `alter table documents add column note json default '{"a": 1, "a": 2}'`,
    );
    expect(proof.seal).toMatchObject({ kind: 'restored' });
    expect(told(proof)).toEqual([['documents.document.note', '2']]);
  });

  it('proves all where the other one lacks columns and tables', async () => {
    const proof = await testedAfter(
      'alter table documents drop column obsolescence_reason, drop column review_date',
      'alter table documents alter column description drop not null',
      `update documents set description = null where document_number = 'D-1'`,
      'drop table document_comments',
    );
    expect(proof.seal).toMatchObject({ kind: 'restored' });
  });

  it('proves all but content types and permissions of models that are gone, and who has them', async () => {
    const proof = await testedAfter(
      `insert into django_content_type (app_label, model) values ('gone', 'thing')`,
      `insert into auth_permission (name, codename, content_type_id)
       select 'Can see thing', 'see_thing', id from django_content_type where app_label = 'gone'`,
      `insert into auth_group (name) values ('seers')`,
      `insert into auth_group_permissions (group_id, permission_id)
       select a.id, b.id from auth_group a, auth_permission b where b.codename in ('see_thing', 'add_user')`,
    );
    expect(proof.seal).toMatchObject({ kind: 'restored' });
    expect(told(proof)?.sort()).toEqual([
      ['auth.group.permissions', '1'],
      ['auth.permission', '1'],
      ['contenttypes.contenttype', '1'],
    ]);
  });

  it('proves nothing where a record is lost, whatever has no place beside it', async () => {
    const proof = await testedAfter(
      `alter table documents add column shelf text default 'A1'`,
      'alter table documents alter column keywords type text',
      `update documents set keywords = repeat('x', 501) where document_number = 'D-1'`,
    );
    expect(proof.seal).toBe(null);
    const errors = proof.problems.filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([{ code: 'SNAPSHOT_DIFFERS', where: { model: 'documents.document' } }]);
    expect(told(proof)).toEqual([['documents.document.shelf', '1']]);
  });
});
