import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { type KeyboardEvent, useEffect, useId } from 'react';
import type { ShownDifference } from '../../../preload/contract/types.ts';
import { lineOfKey, useCursor } from '../../components/useCursor.ts';
import { differenceAt, differenceCount } from '../../state/difference-pages.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ChangeMark } from './ChangeMark.tsx';

const LINE_HEIGHT = 30;
/** Beside an opened difference there is no room for the rest, which stands there. */
const WIDE = {
  names: ['change', 'model', 'name', 'user', 'day'],
  widths: '110px minmax(110px, 3fr) minmax(140px, 5fr) minmax(70px, 2fr) 124px',
} as const;
const NARROW = {
  names: ['change', 'name', 'model'],
  widths: '110px minmax(120px, 3fr) minmax(90px, 2fr)',
} as const;

/**
 * All that differs. Only what is visible is in the page, and only what was visible is fetched. The grid has the focus;
 * arrows, Page, Home and End move its current line, Space or Enter opens it.
 */
export function DifferenceTable() {
  const words = useWords();
  const store = useWorkStore();
  const count = useWork(differenceCount);
  const pages = useWork((work) => work.differencePages);
  const model = useWork((work) => work.compareModel);
  const shown = useWork((work) => work.shownDifference);
  const fetching = useWork((work) => work.fetchingDifferences);
  const list = useCursor(count, LINE_HEIGHT);
  const id = useId();
  const columns = shown === null ? WIDE : NARROW;
  const first = list.lines[0]?.index ?? 0;
  const end = (list.lines.at(-1)?.index ?? 0) + 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has to be told too
  useEffect(() => store.getState().wantDifferences(first, end), [first, end, count, model, store]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const height = list.ref.current?.clientHeight;
    const goal = lineOfKey(event, { cursor: list.cursor, count, lineHeight: LINE_HEIGHT, height });
    if (list.moveByKey(event)) {
      // What is open follows the keys.
      if (goal !== undefined && shown !== null)
        store.getState().showDifference(Math.max(0, Math.min(count - 1, goal)));
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      store.getState().showDifference(shown === list.cursor ? null : list.cursor);
    }
  };
  return (
    <Box
      sx={{
        minHeight: 0,
        minWidth: 0,
        display: 'flex',
        flexDirection: 'column',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
        overflow: 'hidden',
      }}
    >
      <Box sx={{ height: 3, flexShrink: 0 }}>
        {fetching && <LinearProgress aria-label={words.compare.fetching} sx={{ height: 3 }} />}
      </Box>
      <Box
        ref={list.ref}
        role="grid"
        aria-label={words.compare.list}
        aria-rowcount={count + 1}
        aria-activedescendant={count > 0 ? `${id}-${list.cursor}` : undefined}
        tabIndex={0}
        data-pane="table"
        data-testid="differences"
        onKeyDown={onKeyDown}
        sx={{
          flex: 1,
          minHeight: 0,
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
              gridTemplateColumns: columns.widths,
              height: 32,
              alignItems: 'center',
              borderBottom: 1,
              borderColor: 'divider',
            }}
          >
            {columns.names.map((column) => (
              <Box
                key={column}
                role="columnheader"
                sx={{ px: 1.25, fontWeight: 600, color: 'text.secondary' }}
              >
                {words.compare.columns[column]}
              </Box>
            ))}
          </Box>
        </Box>
        <Box role="rowgroup" sx={{ position: 'relative' }} style={{ height: list.height }}>
          {list.lines.map(({ index, start }) => (
            <Box
              key={index}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === shown}
              data-current={index === list.cursor}
              className={`plan-row${index === shown ? ' plan-row-selected' : ''}`}
              onClick={() => {
                list.setCursor(index);
                list.ref.current?.focus({ preventScroll: true });
                store.getState().showDifference(index);
              }}
              style={{
                transform: `translateY(${start}px)`,
                height: LINE_HEIGHT,
                gridTemplateColumns: columns.widths,
              }}
            >
              <Cells names={columns.names} row={differenceAt({ differencePages: pages }, index)} />
            </Box>
          ))}
        </Box>
      </Box>
      <Typography
        variant="caption"
        color="textSecondary"
        role="status"
        data-testid="listed"
        sx={{ px: 1.5, py: 0.5, borderTop: 1, borderColor: 'divider' }}
      >
        {model === null
          ? words.compare.listed(count)
          : words.compare.listedOf(count, model === 'files' ? words.compare.files : model)}
      </Typography>
    </Box>
  );
}

interface CellsProps {
  readonly names: readonly (typeof WIDE.names)[number][];
  readonly row: ShownDifference | undefined;
}

function Cells({ names, row }: CellsProps) {
  const words = useWords();
  if (!row) return <Box role="gridcell" />;
  const { model, name, user, day } = row;
  const texts = {
    model: model === 'files' ? words.compare.files : model,
    name,
    user: user ?? '',
    day: day === null ? '' : words.formats.date(day),
  };
  return names.map((column) =>
    column === 'change' ? (
      <Box role="gridcell" className="plan-cell" key={column}>
        <ChangeMark change={row.change} />
      </Box>
    ) : (
      <Box
        role="gridcell"
        key={column}
        className={`plan-cell${column === 'name' ? '' : ' plan-cell-quiet'}`}
        title={texts[column]}
      >
        {texts[column]}
      </Box>
    ),
  );
}
