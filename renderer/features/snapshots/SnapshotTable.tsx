import Box from '@mui/material/Box';
import { type KeyboardEvent, useId } from 'react';
import type { SnapshotSummary } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { useCursor } from '../../components/useCursor.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { changeCount, totalOf } from './growth-points.ts';
import { PROOF_LOOKS, proofOf, signatureOf } from './proofs.ts';
import { takenText } from './taken.ts';

const LINE_HEIGHT = 48;
const HEAD_HEIGHT = 32;
const MOST_LINES = 8;
const WIDTHS = '128px minmax(0, 1fr) 128px 112px';
const NUMBERS: ReadonlySet<Column> = new Set(['holds', 'added']);
const COLUMNS = ['proof', 'taken', 'holds', 'added'] as const;
type Column = (typeof COLUMNS)[number];

/** The newest first. The grid has the focus; arrows, Page, Home and End move its current line and show that snapshot. */
export function SnapshotTable({ snapshots }: { readonly snapshots: readonly SnapshotSummary[] }) {
  const words = useWords();
  const store = useWorkStore();
  const shown = useWork((work) => work.shownSnapshot);
  const rows = [...snapshots].reverse();
  const list = useCursor(rows.length, LINE_HEIGHT);
  const id = useId();
  const show = (index: number): void => {
    const row = rows[index];
    if (row) store.getState().showSnapshot(row.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: { readonly [key: string]: number } = {
      ArrowDown: list.cursor + 1,
      ArrowUp: list.cursor - 1,
      Home: 0,
      End: rows.length - 1,
    };
    const goal = steps[event.key];
    if (list.moveByKey(event)) {
      if (goal !== undefined) show(Math.max(0, Math.min(rows.length - 1, goal)));
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      show(list.cursor);
    }
  };
  return (
    <Section title={words.snapshots.count(rows.length)} flush>
      <Box
        ref={list.ref}
        role="grid"
        aria-label={words.snapshots.tabs.list}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={`${id}-${list.cursor}`}
        tabIndex={0}
        data-pane="table"
        data-testid="snapshots"
        onKeyDown={onKeyDown}
        sx={{
          height: HEAD_HEIGHT + LINE_HEIGHT * Math.min(rows.length, MOST_LINES) + 2,
          overflow: 'auto',
          fontSize: '0.8125rem',
          outlineOffset: -2,
          '&:focus-visible [data-current="true"]': {
            boxShadow: 'inset 3px 0 0 var(--edms-palette-primary-main)',
          },
        }}
      >
        <Box role="rowgroup" sx={{ position: 'sticky', top: 0, zIndex: 1, bgcolor: 'background.paper' }}>
          <Box
            role="row"
            aria-rowindex={1}
            sx={{
              display: 'grid',
              gridTemplateColumns: WIDTHS,
              height: HEAD_HEIGHT,
              alignItems: 'center',
              borderBottom: 1,
              borderColor: 'divider',
            }}
          >
            {COLUMNS.map((column) => (
              <Box
                key={column}
                role="columnheader"
                sx={{
                  px: 1.25,
                  fontWeight: 600,
                  color: 'text.secondary',
                  textAlign: NUMBERS.has(column) ? 'right' : 'left',
                }}
              >
                {words.snapshots.columns[column]}
              </Box>
            ))}
          </Box>
        </Box>
        <Box role="rowgroup" sx={{ position: 'relative' }} style={{ height: list.height }}>
          {list.lines.map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <Box
                key={row.id}
                id={`${id}-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={row.id === shown}
                data-current={index === list.cursor}
                className={`plan-row${row.id === shown ? ' plan-row-selected' : ''}`}
                onClick={() => {
                  list.setCursor(index);
                  list.ref.current?.focus({ preventScroll: true });
                  show(index);
                }}
                style={{
                  transform: `translateY(${start}px)`,
                  height: LINE_HEIGHT,
                  gridTemplateColumns: WIDTHS,
                }}
              >
                <Cells row={row} among={snapshots} />
              </Box>
            );
          })}
        </Box>
      </Box>
    </Section>
  );
}

interface CellsProps {
  readonly row: SnapshotSummary;
  readonly among: readonly SnapshotSummary[];
}

function Cells({ row, among }: CellsProps) {
  const words = useWords();
  const { formats, counts, snapshots } = words;
  const level = proofOf(row);
  const { Icon, color } = PROOF_LOOKS[level];
  const about = [
    row.source,
    snapshots.kinds[row.kind],
    snapshots.signature[signatureOf(row)],
    ...row.tags,
  ].join(' · ');
  const differ = row.changes === null ? '' : snapshots.differ(changeCount(totalOf(row.changes)));
  return (
    <>
      <Box
        role="gridcell"
        className="plan-cell"
        sx={{ display: 'flex', alignItems: 'center', gap: 0.5, color }}
      >
        <Icon aria-hidden sx={{ fontSize: 16 }} />
        {snapshots.proof[level]}
      </Box>
      <Cell first={takenText(row, among, words)} second={about} />
      <Cell first={counts.records(row.records)} second={counts.files(row.files)} isNumber />
      <Cell first={formats.bytes(row.bytesAdded)} second={differ} isNumber />
    </>
  );
}

interface CellProps {
  readonly first: string;
  readonly second: string;
  readonly isNumber?: boolean;
}

/** Two lines: what is looked for first, and what goes with it. */
function Cell({ first, second, isNumber = false }: CellProps) {
  return (
    <Box role="gridcell" sx={{ minWidth: 0, lineHeight: 1.4, textAlign: isNumber ? 'right' : 'left' }}>
      <div className="plan-cell" title={first}>
        {first}
      </div>
      <div className="plan-cell plan-cell-quiet" title={second}>
        {second}
      </div>
    </Box>
  );
}
