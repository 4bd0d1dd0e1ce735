import { describe, expect, it } from 'vitest';
import type { Readers } from '../database/target.ts';
import { type TargetKind, targetKinds } from '../database/testing.ts';
import { exportCatalogue, exportedModels } from '../export/read-records.ts';
import { ProgressMeter } from '../progress.ts';
import { basics, document, user } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { fingerprintModels } from './fingerprint-models.ts';
import { differingGroups, type Fingerprints, groupOf } from './fingerprints.ts';
import { snapshotQuery } from './record-form.ts';

/** What the database says of all models, through as many connections as it has. */
function fingerprints({ target }: Scene): Promise<Fingerprints> {
  const catalogue = exportCatalogue(target);
  return target.readTogether(2, async (readers: Readers) => {
    const found = await fingerprintModels(readers, exportedModels(catalogue, target), {
      queryOf: (bound) => snapshotQuery(bound, catalogue, target),
      meter: new ProgressMeter(),
    });
    return new Map(found.map(({ bound, now }) => [bound.model.label, now]));
  });
}

/** The models of which the database says something else after a statement. */
async function noticed(scene: Scene, statement: string): Promise<readonly string[]> {
  const before = await fingerprints(scene);
  await scene.run(statement);
  const after = await fingerprints(scene);
  return [...after]
    .filter(([model, now]) => differingGroups(before.get(model), now)?.length !== 0)
    .map(([model]) => model);
}

/** An EDMS with two documents and two users. */
function withDocuments(kind: TargetKind, work: (scene: Scene) => Promise<void>): Promise<void> {
  return withScene(kind, async (scene) => {
    await scene.restore([...basics(), user('first'), user('second'), document('D-1'), document('D-2')]);
    await work(scene);
  });
}

describe.each(targetKinds)('the hashes that a %s database makes', (kind) => {
  it('are others for whatever changes, and the same where nothing does', () =>
    withDocuments(kind, async (scene) => {
      const byNumber = (one: string, other: string) =>
        `update documents set title = case document_number when 'D-1' then '${one}' else '${other}' end`;
      await scene.run(byNumber('a', 'b'));
      await scene.run(`update documents set metadata = '{"weight": 1.0}', file_size = 0`);
      const changes = [
        `update documents set created_at = created_at + interval '1 microsecond'`,
        `update documents set metadata = '{"weight": 1.00}'`,
        `update documents set description = description || ' '`,
        // Folded to 32 bits these two would be the same number.
        `update documents set file_size = 4294967297`,
        byNumber('b', 'a'),
      ];
      for (const change of changes)
        expect(await noticed(scene, change), change).toEqual(['documents.document']);
      expect(await noticed(scene, 'update documents set title = title')).toEqual([]);
    }));

  it('are others where what a record refers to has another name', () =>
    withDocuments(kind, async (scene) => {
      const models = await noticed(scene, `update document_types set code = code || '2'`);
      expect([...models].sort()).toEqual(['documents.document', 'documents.documenttype']);
    }));

  it('are others where a many-to-many list is', () =>
    withDocuments(kind, async (scene) => {
      await scene.run(`insert into auth_group (name) values ('readers')`);
      const join = `insert into users_groups (user_id, group_id)
                    select u.id, g.id from users u, auth_group g where u.username = 'first' and g.name = 'readers'`;
      expect(await noticed(scene, join)).toEqual(['users.user']);
    }));

  it('are of groups of sixteen neighbours', () =>
    withDocuments(kind, async (scene) => {
      const before = await fingerprints(scene);
      await scene.run(`insert into auth_group (id, name) values (-17, 'a'), (-1, 'b'), (1000000, 'c')`);
      const now = (await fingerprints(scene)).get('auth.group');
      expect(now && differingGroups(before.get('auth.group'), now)).toEqual([-2, -1, groupOf('1000000')]);
    }));
});
