import DownIcon from '@mui/icons-material/ArrowDownward';
import UpIcon from '@mui/icons-material/ArrowUpward';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useCallback, useEffect, useId, useRef, useState } from 'react';
import type { PlannedRecord } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { OutcomeMark } from '../../components/OutcomeMark.tsx';
import { lineOfKey } from '../../components/useCursor.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { rowAt } from './row-cache.ts';
import { useRows } from './useRows.ts';

const ROW_HEIGHT = 30;
/** Beside an opened record there is no room for the reason, which stands there. */
const WIDE = {
  names: ['record', 'model', 'name', 'outcome', 'reason'],
  widths: '72px minmax(120px, 3fr) minmax(140px, 5fr) 118px minmax(0, 6fr)',
} as const;
const NARROW = {
  names: ['record', 'model', 'name', 'outcome'],
  widths: '72px minmax(110px, 2fr) minmax(140px, 3fr) 118px',
} as const;
type Columns = typeof WIDE | typeof NARROW;

/**
 * All records of the plan. Only what is visible is in the page, and only what was visible is fetched. The
 * grid has the focus and names its current row; arrows, Page, Home and End move it, Space opens the record.
 */
export function PlanTable() {
  const words = useWords();
  const store = useWorkStore();
  const plan = useWork((work) => work.plan);
  const selected = useWork((work) => work.selected);
  const { rows, want } = useRows();
  const [cursor, setCursor] = useState(0);
  const columns = selected === null ? WIDE : NARROW;
  const following = useRef(false);
  const scroller = useRef<HTMLDivElement>(null);
  const gridId = useId();
  const [lastTotal, setLastTotal] = useState(plan?.records ?? 0);
  // Until the first page of another query has come, the table keeps its length: nothing jumps.
  const count = rows.total ?? lastTotal;
  useEffect(() => {
    if (rows.total === null) return;
    setLastTotal(rows.total);
    setCursor((now) => Math.max(0, Math.min(now, (rows.total ?? 1) - 1)));
  }, [rows.total]);

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const end = (items.at(-1)?.index ?? 0) + 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new cache (other rows) has to be told too
  useEffect(() => want(first, end), [first, end, rows]);

  const moveTo = (index: number): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    setCursor(next);
    virtualizer.scrollToIndex(next);
    following.current = true;
  };

  // The opened record follows the keys; a row that is far away has to come first.
  const cursorRecord = rowAt(rows, cursor)?.record;
  useEffect(() => {
    if (cursorRecord === undefined || !following.current) return;
    following.current = false;
    if (store.getState().selected !== null) void store.getState().select(cursorRecord);
  }, [cursorRecord, store]);

  const onChoose = useCallback(
    (index: number, record: number | undefined) => {
      setCursor(index);
      scroller.current?.focus({ preventScroll: true });
      if (record !== undefined) void store.getState().select(record);
    },
    [store],
  );

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const height = scroller.current?.clientHeight;
    const index = lineOfKey(event, { cursor, count, lineHeight: ROW_HEIGHT, height });
    if (index !== undefined) {
      event.preventDefault();
      moveTo(index);
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      const row = rowAt(rows, cursor);
      if (row) void store.getState().select(selected === row.record ? null : row.record);
    }
  };

  return (
    <Box
      sx={{
        flex: '1 1 0',
        minHeight: 120,
        display: 'flex',
        flexDirection: 'column',
        mx: 2,
        mb: 1.5,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
        overflow: 'hidden',
      }}
    >
      <Box
        ref={scroller}
        role="grid"
        aria-label={words.preview.table}
        aria-rowcount={count + 1}
        aria-activedescendant={count > 0 && rowAt(rows, cursor) ? `${gridId}-${cursor}` : undefined}
        tabIndex={0}
        data-pane="table"
        onKeyDown={onKeyDown}
        sx={{
          flex: 1,
          minHeight: 0,
          overflow: 'auto',
          fontSize: '0.8125rem',
          outlineOffset: -2,
          contain: 'strict',
          '&:focus-visible [data-current="true"]': {
            boxShadow: 'inset 3px 0 0 var(--edms-palette-primary-main)',
          },
        }}
      >
        <Header columns={columns} />
        <Box role="rowgroup" sx={{ position: 'relative' }} style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rowAt(rows, index);
            return (
              <Line
                key={index}
                id={`${gridId}-${index}`}
                index={index}
                top={start}
                row={row}
                columns={columns}
                current={index === cursor}
                selected={row !== undefined && row.record === selected}
                onChoose={onChoose}
              />
            );
          })}
        </Box>
        {rows.total === 0 && (
          <Box role="row" aria-rowindex={2}>
            <Typography variant="body2" color="textSecondary" sx={{ p: 2 }} role="gridcell">
              {plan?.records === 0 ? words.preview.noRecords : words.preview.nothingFound}
            </Typography>
          </Box>
        )}
      </Box>
      {rows.error && rows.error.code !== 'CANCELLED' && <ErrorCard error={rows.error} />}
      <Typography
        variant="caption"
        color="textSecondary"
        role="status"
        data-testid="shown"
        sx={{ px: 1.5, py: 0.5, borderTop: 1, borderColor: 'divider' }}
      >
        {rows.total === null
          ? words.preview.searching
          : words.preview.shown(rows.total, plan?.records ?? rows.total)}
      </Typography>
    </Box>
  );
}

const SORTABLE = ['record', 'model', 'outcome'] as const;

function Header({ columns }: { readonly columns: Columns }) {
  const words = useWords();
  const store = useWorkStore();
  const { sort, descending } = useWork((work) => work.query);
  return (
    <Box
      role="rowgroup"
      sx={{
        position: 'sticky',
        top: 0,
        zIndex: 1,
        bgcolor: 'background.paper',
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      <Box
        role="row"
        aria-rowindex={1}
        sx={{ display: 'grid', gridTemplateColumns: columns.widths, height: 32, alignItems: 'center' }}
      >
        {columns.names.map((column) => {
          const key = SORTABLE.find((candidate) => candidate === column);
          const sorted = key !== undefined && key === sort;
          const name = words.preview.columns[column];
          return (
            <Box
              key={column}
              role="columnheader"
              aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}
              sx={{
                px: 1.25,
                fontWeight: 600,
                color: 'text.secondary',
                textAlign: column === 'record' ? 'right' : 'left',
              }}
            >
              {key ? (
                <ButtonBase
                  aria-label={words.preview.sortBy(name)}
                  onClick={() =>
                    store.getState().filter({ sort: key, descending: sorted ? !descending : false })
                  }
                  sx={{ font: 'inherit', gap: 0.5, borderRadius: 0.5 }}
                >
                  {name}
                  {sorted &&
                    (descending ? (
                      <DownIcon sx={{ fontSize: 14 }} aria-hidden />
                    ) : (
                      <UpIcon sx={{ fontSize: 14 }} aria-hidden />
                    ))}
                </ButtonBase>
              ) : (
                name
              )}
            </Box>
          );
        })}
      </Box>
    </Box>
  );
}

interface LineProps {
  readonly id: string;
  readonly index: number;
  readonly top: number;
  readonly row: PlannedRecord | undefined;
  readonly columns: Columns;
  readonly current: boolean;
  readonly selected: boolean;
  readonly onChoose: (index: number, record: number | undefined) => void;
}

/** Made again only when something of its own changes: a table that scrolls makes just the rows that come in. */
const Line = memo(function Line({ id, index, top, row, columns, current, selected, onChoose }: LineProps) {
  return (
    <Box
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-current={current}
      onClick={() => onChoose(index, row?.record)}
      className={`plan-row${selected ? ' plan-row-selected' : ''}`}
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: columns.widths, height: ROW_HEIGHT }}
    >
      {row ? <Cells row={row} withReason={columns === WIDE} /> : <Box role="gridcell" />}
    </Box>
  );
});

/** Plain classes: a style made anew for each cell would be felt while scrolling. */
function Cells({ row, withReason }: { readonly row: PlannedRecord; readonly withReason: boolean }) {
  const words = useWords();
  return (
    <>
      <Box role="gridcell" className="plan-cell plan-cell-number">
        {words.formats.number(row.record + 1)}
      </Box>
      <Box role="gridcell" className="plan-cell plan-cell-quiet" title={row.model}>
        {row.model}
      </Box>
      <Box role="gridcell" className="plan-cell" title={row.name}>
        {row.name}
      </Box>
      <Box role="gridcell" className="plan-cell">
        <OutcomeMark outcome={row.outcome} />
      </Box>
      {withReason && (
        <Box role="gridcell" className="plan-cell plan-cell-quiet" title={row.reason}>
          {row.reason}
        </Box>
      )}
    </>
  );
}
