import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { casesFor, realPackages, targetKinds, withFreshTarget } from '../database/testing.ts';
import { SAFE_POLICY } from '../plan/policy.ts';
import { concerns, preflightOf, roomyDisk } from '../testing/preflight-scene.ts';
import { withPlan } from '../testing/restore-once.ts';
import { basics, document } from '../testing/sample-records.ts';
import { sceneOver, withScene } from '../testing/scene.ts';
import { withRole } from '../testing/sessions.ts';
import { PREFLIGHT_CHECK_IDS } from './preflight.ts';
import { runPreflight } from './run-preflight.ts';

const packages = realPackages();
const STAMPS = ['20251208_082241', '20251212_164044'];
const records = [...basics(), document('D1')];

let storage = '';
beforeEach(async () => {
  storage = await mkdtemp(path.join(os.tmpdir(), 'edms-storage-'));
});
afterEach(() => rm(storage, { recursive: true, force: true }));

describe('a good package and a fresh, quiet database', () => {
  describe.each(targetKinds)('%s', (kind) => {
    it('raise no concern, and leave no trace', () =>
      withScene(kind, async (scene) => {
        const preflight = await preflightOf(scene, records, { storage });
        expect(concerns(preflight)).toEqual([]);
        expect(preflight.level).toBe('ok');
        expect(preflight.checks.map(({ id }) => id)).toEqual([...PREFLIGHT_CHECK_IDS]);
        for (const { message, advice } of preflight.checks) {
          expect(message).toMatch(/^[A-Z\d].*[^.]\.$/s);
          expect(advice).toMatch(/\.$/);
        }
        expect(await readdir(storage)).toEqual([]);
        const before = await preflightOf(scene, records, { storage, planned: false });
        expect(concerns(before)).toEqual([]);
        await scene.restore(records, { storage });
        expect(concerns(await preflightOf(scene, records, { storage }))).toEqual([]);
      }));

    it.skipIf(packages === null).each(casesFor(kind, STAMPS, '20251212_164044'))(
      'and the real package of %s raise none either',
      (stamp) =>
        withFreshTarget(kind, (target) =>
          withPlan(
            path.join(packages ?? '', `edms_migration_package_${stamp}.tar.gz`),
            target,
            { storage },
            async ({ plan, inspected }) => {
              const preflight = await runPreflight({
                target,
                plan,
                inspection: inspected.inspection,
                policy: SAFE_POLICY,
                storageRoot: storage,
                home: storage,
                now: Date.now,
                diskSpace: roomyDisk,
              });
              expect(concerns(preflight)).toEqual([]);
            },
          ),
        ),
    );
  });

  it('raise none for an owner who is no superuser', () =>
    withScene('server', (scene) =>
      withRole(scene, 'grant create on schema public to', async (_, role) => {
        for (const { name } of await scene.target.read((sql) =>
          sql.query<{ name: string }>(
            `select format('alter %s %I owner to ${role}', case relkind when 'S' then 'sequence' else 'table' end, relname) as name
               from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
          ),
        ))
          await scene.run(name);
        await scene.run(
          `create function noted() returns trigger language plpgsql as 'begin return new; end'`,
        );
        await scene.run(
          'create trigger notes after insert on documents for each row execute function noted()',
        );
        await withRole(scene, `grant ${role} to`, async (target) => {
          const owner = sceneOver(target, await scene.folder());
          const preflight = await preflightOf(owner, records, { storage });
          expect(concerns(preflight)).toEqual([]);
          expect(preflight.checks.find(({ id }) => id === 'privileges')?.message).toMatch(
            /owns the tables: triggers on 1 table are switched off/,
          );
        });
      }),
    ));
});
