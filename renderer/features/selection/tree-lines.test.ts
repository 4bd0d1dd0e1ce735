import { describe, expect, it } from 'vitest';
import type { SelectedRecord, SelectionNode, SelectionTree } from '../../../preload/contract/types.ts';
import { type TreeLine, treeLines } from './tree-lines.ts';

const record = (number: number, needs: number): SelectedRecord => ({
  record: number,
  model: 'documents.document',
  name: `R${number}`,
  fields: [],
  because: 'named in the selection',
  needs,
});
const node = (number: number, parent: number | null, needs: number, unfolded: boolean): SelectionNode => ({
  ...record(number, needs),
  parent,
  unfolded,
});
const treeOf = (nodes: readonly SelectionNode[]): SelectionTree => ({
  records: nodes.length,
  total: 20,
  byModel: [],
  files: 0,
  roots: 1,
  nodes,
  problems: [],
});
const told = (lines: readonly TreeLine[]) =>
  lines.map(({ record: { name }, level, open, toAsk }) => `${level} ${name} ${open}${toAsk ? ' ask' : ''}`);

const NESTED = treeOf([
  node(1, null, 2, true),
  node(2, 0, 1, true),
  node(3, 0, 0, true),
  node(4, 1, 1, false),
]);

describe('the lines of a selection', () => {
  it('show what few roots need at once, and the rest when it is opened', () => {
    expect(told(treeLines(NESTED, new Set(), new Map()))).toEqual(['1 R1 true', '2 R2 false', '2 R3 null']);
    expect(told(treeLines(NESTED, new Set(['/1/2']), new Map()))).toEqual([
      '1 R1 true',
      '2 R2 true',
      '3 R4 false ask',
      '2 R3 null',
    ]);
  });

  it('show what was asked for below a record that the tree leaves folded', () => {
    const tree = treeOf([node(1, null, 1, false)]);
    expect(told(treeLines(tree, new Set(), new Map()))).toEqual(['1 R1 true ask']);
    const below = new Map([[1, [record(7, 1)]]]);
    const lines = treeLines(tree, new Set(), below);
    expect(told(lines)).toEqual(['1 R1 true', '2 R7 false ask']);
    expect(lines.at(1)).toMatchObject({ key: '/1/7', position: 1, setSize: 1 });
  });

  it('begin closed where there are many roots', () => {
    const many = treeOf([1, 2, 3, 4, 5, 6].map((number) => node(number, null, 1, true)));
    expect(treeLines(many, new Set(), new Map()).every(({ open }) => open === false)).toBe(true);
  });
});
