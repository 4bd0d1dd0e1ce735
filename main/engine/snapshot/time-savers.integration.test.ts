import { expect, it } from 'vitest';
import { isWell } from '../problems.ts';
import type { References } from '../repository/maintenance.ts';
import { basics, document } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { snapshotReferences } from './references.ts';
import { testSnapshot } from './test-snapshot.ts';
import { snapshotOf, take, withRepository } from './testing.ts';

/** What a program asks for that does not know what only saves time. */
const withoutTimeSavers: References = async function* references(manifest, read) {
  for await (const reference of snapshotReferences(manifest, read))
    if (reference.savesTime !== true) yield reference;
};

it('what only saves time may be taken away: nothing is lost with it, and no step waits for it', () =>
  withScene('server', (scene) =>
    withRepository(async (repository) => {
      await scene.restore([...basics(), ...Array.from({ length: 60 }, (_, at) => document(`D-${at}`))]);
      const first = await take(repository, scene.target);
      const pruned = await repository.prune({ references: withoutTimeSavers, repackBelow: 1 });
      expect(pruned.packs.repacked).toBeGreaterThan(0);

      const checked = await repository.check({ references: snapshotReferences, readData: true });
      const told = checked.findings.map(({ code, severity, where }) => [code, severity, where?.key]);
      expect(told).toEqual([
        ['TIME_SAVER_LOST', 'note', 'fingerprints'],
        ['TIME_SAVER_LOST', 'note', 'hashes of rows'],
      ]);
      expect(isWell(checked.findings)).toBe(true);
      expect(checked.affected).toEqual([]);
      expect((await repository.prune({ references: snapshotReferences })).findings).toEqual([]);
      const repaired = await repository.repair({ references: snapshotReferences });
      expect(repaired).toMatchObject({ affected: [], blobs: { lost: 0 } });

      await scene.run(`update documents set title = 'Other' where document_number = 'D-7'`);
      const second = await take(repository, scene.target);
      expect(second.changes).toEqual({ 'documents.document': { added: 0, changed: 1, removed: 0 } });
      for (const { id, records } of [first, second])
        expect((await testSnapshot(repository, await snapshotOf(repository, id))).seal).toMatchObject({
          records,
        });
    }),
  ));
