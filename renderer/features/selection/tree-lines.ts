import type { SelectedRecord, SelectionNode, SelectionTree } from '../../../preload/contract/types.ts';

/** A visible line of the tree. */
export interface TreeLine {
  /** The way from its root to it: a record may stand in several places. */
  readonly key: string;
  readonly record: SelectedRecord;
  /** From 1, as ARIA counts. */
  readonly level: number;
  /** Its place among those beside it, from 1, of `setSize`. */
  readonly position: number;
  readonly setSize: number;
  /** Null for a record that needs nothing. */
  readonly open: boolean | null;
  /** What stands below it has to be asked for. */
  readonly toAsk: boolean;
}

/** A record, and its node where the tree itself unfolds it. */
interface Branch {
  readonly record: SelectedRecord;
  readonly node: number | null;
}

/** With more roots than this a tree begins closed: then the roots themselves are what there is to see. */
const FEW_ROOTS = 5;

/**
 * The lines that are to be seen. `turned` are those that are not as they were at first: few roots begin open,
 * everything else closed. `below` is what was asked for beyond the tree itself.
 */
export function treeLines(
  tree: SelectionTree,
  turned: ReadonlySet<string>,
  below: ReadonlyMap<number, readonly SelectedRecord[]>,
): readonly TreeLine[] {
  const children = childrenOf(tree.nodes);
  const lines: TreeLine[] = [];
  const add = (branches: readonly Branch[], parent: string, level: number): void => {
    for (const [index, { record, node }] of branches.entries()) {
      const key = `${parent}/${record.record}`;
      const known = node !== null && tree.nodes[node]?.unfolded === true ? children.get(node) : undefined;
      const asked = below.get(record.record)?.map((one): Branch => ({ record: one, node: null }));
      const under = known ?? asked;
      const first = level === 1 && branches.length <= FEW_ROOTS;
      const open = record.needs === 0 ? null : turned.has(key) !== first;
      lines.push({
        key,
        record,
        level,
        position: index + 1,
        setSize: branches.length,
        open,
        toAsk: record.needs > 0 && under === undefined,
      });
      if (open && under) add(under, key, level + 1);
    }
  };
  add(children.get(null) ?? [], '', 1);
  return lines;
}

function childrenOf(nodes: readonly SelectionNode[]): ReadonlyMap<number | null, readonly Branch[]> {
  const children = new Map<number | null, Branch[]>();
  for (const [node, record] of nodes.entries()) {
    const beside = children.get(record.parent) ?? [];
    children.set(record.parent, beside);
    beside.push({ record, node });
  }
  return children;
}
