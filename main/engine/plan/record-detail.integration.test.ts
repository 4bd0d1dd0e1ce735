import { describe, expect, it } from 'vitest';
import { document, documentType, sample, source, user } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { PlanPages } from './plan-pages.ts';
import { recordDetail } from './record-detail.ts';

const UUID = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe('the detail of a record', () => {
  it('shows both sides of a conflict, references by name, and marks only what really differs', () =>
    withScene('server', async (scene) => {
      const ours = {
        author: ['author'],
        metadata: { b: 1, a: [1.5] },
        title: 'ours',
        effective_date: '2025-01-02',
        file_size: 7,
      };
      const basics = [user('author'), user('other'), documentType('SOP'), source('Draft')];
      await scene.restore([...basics, document('D1', { ...ours, uuid: UUID(1) })]);
      const theirs = document('D1', {
        ...ours,
        uuid: UUID(2),
        title: 'theirs',
        author: ['other'],
        metadata: { a: [1.5], b: 1 },
      });
      await scene.plan([theirs], {}, async ({ plan }) => {
        const detail = await recordDetail(0, plan, scene.target);
        expect(detail).toMatchObject({
          outcome: 'conflict',
          targetKey: '1',
          possible: ['keep', 'take', 'skip'],
        });
        const differing = detail.fields.filter(({ differs }) => differs);
        expect(differing.map(({ field, target, package: own }) => [field, target, own]).sort()).toEqual([
          ['author', 'author', 'other'],
          ['title', 'ours', 'theirs'],
          ['uuid', UUID(1), UUID(2)],
        ]);
      });
    }));

  it('never shows a password, but says that it differs', () =>
    withScene('server', async (scene) => {
      await scene.restore([user('me', { uuid: UUID(1), password: 'pbkdf2_sha256$1$ours$x' })]);
      const theirs = user('me', { uuid: UUID(1), password: 'pbkdf2_sha256$1$theirs$x' });
      await scene.plan([theirs], {}, async ({ plan }) => {
        const detail = await recordDetail(0, plan, scene.target);
        expect(JSON.stringify(detail)).not.toContain('pbkdf2');
        expect(detail.fields.find(({ field }) => field === 'password')).toMatchObject({
          differs: true,
          secret: true,
        });
      });
    }));

  it('shows an address without the netmask that says nothing', () =>
    withScene('server', async (scene) => {
      const login = (address: string) =>
        sample('audit.loginaudit', { uuid: UUID(3), ip_address: address, username: 'me' }, 1);
      await scene.restore([login('10.0.0.1')]);
      await scene.plan([login('10.0.0.2')], {}, async ({ plan }) => {
        const detail = await recordDetail(0, plan, scene.target);
        expect(detail.fields.find(({ differs }) => differs)).toMatchObject({
          field: 'ip_address',
          target: '10.0.0.1',
          package: '10.0.0.2',
        });
      });
    }));
});

describe('the pages of a plan', () => {
  it('filter, search, sort and cut', () =>
    withScene('server', async (scene) => {
      const records = [
        user('anna'),
        user('bertha'),
        documentType('SOP', { created_by: ['ghost'] }),
        source('Entwurf Ä'),
      ];
      await scene.plan(records, {}, async ({ plan }) => {
        const pages = new PlanPages(plan);
        const all = {
          outcomes: [],
          models: [],
          conflictClasses: [],
          search: '',
          sort: 'record',
          descending: false,
          offset: 0,
          limit: 500,
        } as const;
        const names = async (query: object) =>
          (await pages.page({ ...all, ...query })).rows.map(({ name }) => name);
        expect(await names({})).toEqual(['anna', 'bertha', 'SOP', 'Entwurf Ä']);
        expect(await names({ outcomes: ['impossible'] })).toEqual(['SOP']);
        expect(await names({ models: ['users.user'], descending: true })).toEqual(['bertha', 'anna']);
        expect(await names({ search: 'BERTHA' })).toEqual(['bertha']);
        expect(await names({ sort: 'model' })).toEqual(['Entwurf Ä', 'SOP', 'anna', 'bertha']);
        expect(await names({ conflictClasses: ['unique-taken'] })).toEqual([]);
        expect(await pages.page({ ...all, offset: 1, limit: 2 })).toMatchObject({
          total: 4,
          rows: [{ name: 'bertha' }, { name: 'SOP' }],
        });
      });
    }));
});

describe('unique values', () => {
  it('that two records share make the second impossible, in whatever shape their references are', () =>
    withScene('server', async (scene) => {
      const workflow = (type: string, document_: unknown) =>
        sample('workflows.documentworkflow', {
          document: document_,
          workflow_type: type,
          current_state: ['DRAFT'],
          initiated_by: ['author'],
        });
      const records = [
        user('author'),
        documentType('SOP'),
        source('Draft'),
        { ...document('D1'), pk: 5 },
        sample('workflows.documentstate', { name: 'Draft', description: 'Initial draft state' }),
        workflow('REVIEW', ['D1']),
        workflow('APPROVAL', 5),
      ];
      const report = await scene.restore(records);
      expect(report).toMatchObject({ created: 6, failed: 1, verified: true });
      expect(report.notRestored[0]?.reason).toBe(
        'It cannot be restored: document is the same as in record 6.',
      );
    }));
});
