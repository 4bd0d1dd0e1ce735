import { expect, it } from 'vitest';
import { targetKinds } from '../database/testing.ts';
import { basics, document, user } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import type { SnapshotReport } from './take-snapshot.ts';
import { take, withRepository } from './testing.ts';

const broken = ({ problems }: SnapshotReport) =>
  problems.filter(({ code }) => code === 'REFERENCE_BROKEN').map(({ where }) => where?.field);

it.each(targetKinds)(
  'a snapshot of a %s database tells of a broken reference, though its record did not change, until it is mended',
  (kind) =>
    withScene(kind, (scene) =>
      withRepository(async (repository) => {
        const documents = Array.from({ length: 60 }, (_, at) => document(`D-${at}`));
        await scene.restore([...basics(), user('first'), ...documents]);
        // Far from the author of all documents: keys are hashed in groups.
        await scene.run(`update users set id = 1000 where username = 'first'`);
        const without = async (statement: string) => {
          for (const table of ['users', 'documents'])
            await scene.run(`alter table ${table} disable trigger all`);
          await scene.run(statement);
          for (const table of ['users', 'documents'])
            await scene.run(`alter table ${table} enable trigger all`);
        };
        await without(`update documents set approver_id = 1001 where document_number = 'D-7'`);
        expect(broken(await take(repository, scene.target))).toEqual(['approver']);
        expect(broken(await take(repository, scene.target))).toEqual(['approver']);
        await scene.run(`update documents set title = 'Neighbour' where document_number = 'D-8'`);
        expect(broken(await take(repository, scene.target, 'differential'))).toEqual(['approver']);
        await without(`update documents set reviewer_id = 1002 where document_number = 'D-7'`);
        expect(broken(await take(repository, scene.target))).toEqual(['reviewer', 'approver']);

        // The one whose number it is comes back: the row itself stays as it is.
        await scene.run(`update users set id = 1001 where username = 'first'`);
        expect(broken(await take(repository, scene.target))).toEqual(['reviewer']);
        await scene.run(`delete from documents where document_number = 'D-7'`);
        expect(broken(await take(repository, scene.target))).toEqual([]);
      }),
    ),
);
