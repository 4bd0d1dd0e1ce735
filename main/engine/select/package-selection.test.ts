import { describe, expect, it } from 'vitest';
import { basics, document, role, sample, user } from '../testing/sample-records.ts';
import { PackageSelection } from './package-selection.ts';
import type { CandidateQuery, SelectionNode, SelectionTree } from './selection.ts';
import { withRecords } from './testing.ts';

const NOTHING = { roots: [], span: null, search: '' } as const;
const rooted = (...roots: readonly string[]) => ({ ...NOTHING, roots });
const all = (kind: CandidateQuery['kind'], search = ''): CandidateQuery => ({
  kind,
  search,
  offset: 0,
  limit: 100,
});

/** Each node as `name: because`, indented by what it stands below. */
function drawn({ nodes }: SelectionTree): readonly string[] {
  const depth = (node: SelectionNode): number => {
    const above = node.parent === null ? undefined : nodes[node.parent];
    return above ? depth(above) + 1 : 0;
  };
  return nodes.map((node) => `${'  '.repeat(depth(node))}${node.name}: ${node.because}`);
}

describe('the tree of a selection', () => {
  it('shows the roots, below each record what it needs, and by which fields', () =>
    withRecords(
      [
        ...basics(),
        document('D1', { reviewer: ['author'], supersedes: ['D0'] }),
        document('D0'),
        user('other'),
      ],
      async (source) => {
        const tree = await new PackageSelection(source).tree({
          ...rooted('documents.document:D1', 'users.user:other'),
          search: 'other',
        });
        expect(drawn(tree)).toEqual([
          'D1: named in the selection',
          'other: named in the selection, holds the text',
          '  author: author and reviewer of D1',
          '  Draft: document source of D1',
          '  SOP: document type of D1',
          '  D0: supersedes of D1',
          '    author: created by of SOP',
          '    author: author of D0',
          '    Draft: document source of D0',
          '    SOP: document type of D0',
        ]);
        expect(tree).toMatchObject({ records: 6, total: 6, roots: 2, files: 1, problems: [] });
        expect(tree.byModel).toEqual([
          { model: 'users.user', step: 'infrastructure', count: 2 },
          { model: 'documents.documenttype', step: 'infrastructure', count: 1 },
          { model: 'documents.documentsource', step: 'infrastructure', count: 1 },
          { model: 'documents.document', step: 'business', count: 2 },
        ]);
      },
    ));

  it('unfolds a record once; below its other places it can be asked for', () =>
    withRecords([...basics(), document('D1'), document('D2')], async (source) => {
      const selection = new PackageSelection(source);
      const tree = await selection.tree(rooted('documents.document:D1', 'documents.document:D2'));
      const types = tree.nodes.filter(({ name }) => name === 'SOP');
      expect(types.map(({ unfolded, needs }) => [unfolded, needs])).toEqual([
        [true, 1],
        [false, 1],
      ]);
      expect(await selection.expand(types[1]?.record ?? -1)).toMatchObject([
        { name: 'author', fields: ['created_by'], because: 'created by of SOP', needs: 0 },
      ]);
    }));

  it('ends where records refer to one another', () =>
    withRecords(
      [...basics(), document('A', { supersedes: ['B'] }), document('B', { supersedes: ['A'] })],
      async (source) => {
        const tree = await new PackageSelection(source).tree(rooted('documents.document:A'));
        const documents = tree.nodes.filter(({ model }) => model === 'documents.document');
        expect(documents.map(({ name, unfolded }) => [name, unfolded])).toEqual([
          ['A', true],
          ['B', true],
          ['A', false],
        ]);
      },
    ));

  it('holds no more than a person reads, and unfolds no record in part', () =>
    withRecords(
      [...basics(), ...Array.from({ length: 900 }, (_, n) => document(`D${n}`, { supersedes: ['D0'] }))],
      async (source) => {
        const tree = await new PackageSelection(source).tree(rooted('documents.document:*'));
        expect(tree).toMatchObject({ records: 903, roots: 900 });
        expect(tree.nodes.length).toBeLessThanOrEqual(2000);
        expect(tree.nodes.filter(({ parent }) => parent === null)).toHaveLength(500);
        for (const [at, node] of tree.nodes.entries()) {
          const below = tree.nodes.filter(({ parent }) => parent === at).length;
          expect(below).toBe(node.unfolded ? node.needs : 0);
        }
        expect(tree.nodes.some(({ parent, unfolded }) => parent === null && !unfolded)).toBe(true);
      },
    ));

  it('says which root names nothing', () =>
    withRecords([role('a')], async (source) => {
      const tree = await new PackageSelection(source).tree(rooted('users.role:a', 'users.role:b'));
      expect(tree.problems).toMatchObject([{ code: 'SELECTION_ROOT_UNKNOWN' }]);
    }));
});

describe('candidates for roots', () => {
  const UUID = '0b0e4f0a-9a51-4d0c-8a6e-1f2e3d4c5b6a';
  const records = [
    user('author', { first_name: 'Ada', last_name: 'Lovelace' }),
    document('D1', { title: 'Cleaning' }),
    document('D2', { title: 'Weighing' }),
    sample('workflows.documentworkflow', {
      document: ['D1'],
      workflow_type: 'REVIEW',
      current_state: ['DRAFT'],
      initiated_by: ['author'],
    }),
    sample('workflows.workflowinstance', { uuid: UUID, content_type: ['documents', 'document'] }, 9),
    role('Cleaning'),
  ];

  it('are documents, users and workflows, each with the root that selects it', () =>
    withRecords(records, async (source) => {
      const selection = new PackageSelection(source);
      const { total, rows } = await selection.candidates(all('documents'));
      expect(total).toBe(2);
      expect(rows).toEqual([
        {
          record: 1,
          model: 'documents.document',
          name: 'D1',
          title: 'Cleaning',
          root: 'documents.document:D1',
        },
        {
          record: 2,
          model: 'documents.document',
          name: 'D2',
          title: 'Weighing',
          root: 'documents.document:D2',
        },
      ]);
      expect((await selection.candidates(all('users'))).rows).toMatchObject([
        { name: 'author', title: 'Ada Lovelace', root: 'users.user:author' },
      ]);
      const workflows = await selection.candidates(all('workflows'));
      expect(workflows.rows.map(({ root }) => root)).toEqual([
        'workflows.documentworkflow:D1,REVIEW',
        `workflows.workflowinstance:${UUID}`,
      ]);
      for (const { record, root } of workflows.rows) {
        const tree = await selection.tree(rooted(root ?? ''));
        expect(tree.nodes[0]?.record).toBe(record);
      }
    }));

  it('are found by text and read in pages', () =>
    withRecords(records, async (source) => {
      const selection = new PackageSelection(source);
      expect((await selection.candidates(all('documents', 'clean'))).rows.map(({ name }) => name)).toEqual([
        'D1',
      ]);
      const second = await selection.candidates({ kind: 'documents', search: '', offset: 1, limit: 1 });
      expect(second).toMatchObject({ total: 2, rows: [{ name: 'D2' }] });
    }));

  it('that only repeat another record have no root of their own', () =>
    withRecords([user('a', { uuid: UUID }), user('a', { uuid: UUID })], async (source) => {
      const { rows } = await new PackageSelection(source).candidates(all('users'));
      expect(rows.map(({ root }) => root)).toEqual(['users.user:a', null]);
    }));
});
