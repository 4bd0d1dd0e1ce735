import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { SnapshotSummary } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { useWords } from '../../words/useWords.ts';
import { ChartSection } from '../health/ChartSection.tsx';
import { CALENDAR_WEEKS, type CalendarDay, calendarDays } from './calendar-days.ts';

const CELL = 14;
const GAP = 3;
const STEP = CELL + GAP;

/** On which days there are snapshots, and on which a tested one: a column a week, and every day as a table. */
export function Calendar({ snapshots }: { readonly snapshots: readonly SnapshotSummary[] }) {
  const words = useWords();
  const days = calendarDays(snapshots);
  return (
    <ChartSection
      title={words.snapshots.calendar}
      chart={<Strip days={days} />}
      table={<ByDay days={days} />}
    />
  );
}

function Strip({ days }: { readonly days: readonly CalendarDay[] }) {
  const words = useWords();
  const taken = days.filter(({ snapshots }) => snapshots > 0);
  const tested = taken.filter((day) => day.tested > 0);
  const { legend, calendarText } = words.snapshots;
  const text = calendarText(taken.length, days.length, tested.length);
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Box
        component="svg"
        role="img"
        aria-label={text}
        data-testid="calendar"
        viewBox={`0 0 ${CALENDAR_WEEKS * STEP} ${7 * STEP}`}
        sx={{ width: '100%', maxWidth: CALENDAR_WEEKS * STEP * 1.25, display: 'block' }}
      >
        {days.map((day, index) => (
          <g
            key={day.day}
            transform={`translate(${Math.floor(index / 7) * STEP + 1} ${(index % 7) * STEP + 1})`}
          >
            <title>{words.snapshots.calendarDay(dateText(day.day, words), day.snapshots, day.tested)}</title>
            <Cell level={levelOf(day)} />
          </g>
        ))}
      </Box>
      <Typography variant="body2">{text}</Typography>
      <Box sx={{ display: 'flex', gap: 2 }} aria-hidden>
        {(['none', 'taken', 'tested'] as const).map((level) => (
          <Box key={level} sx={{ display: 'flex', gap: 0.75, alignItems: 'center' }}>
            <svg width={CELL + 2} height={CELL + 2} viewBox={`-1 -1 ${CELL + 2} ${CELL + 2}`} aria-hidden>
              <Cell level={level} />
            </svg>
            <Typography variant="caption" color="textSecondary">
              {legend[level]}
            </Typography>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

type Level = 'none' | 'taken' | 'tested';

function levelOf({ snapshots, tested }: CalendarDay): Level {
  if (snapshots === 0) return 'none';
  return tested > 0 ? 'tested' : 'taken';
}

/** Told by its form too: empty, full, and full with a tick. */
function Cell({ level }: { readonly level: Level }) {
  const fill = {
    none: 'transparent',
    taken: 'var(--edms-palette-primary-main)',
    tested: 'var(--edms-palette-success-main)',
  }[level];
  return (
    <>
      <rect
        width={CELL - 1}
        height={CELL - 1}
        rx={2}
        fill={fill}
        stroke={level === 'none' ? 'var(--edms-palette-divider)' : fill}
      />
      {level === 'tested' && (
        <path
          d="M3 6.5 L5.6 9 L10 4"
          fill="none"
          stroke="var(--edms-palette-background-paper)"
          strokeWidth={1.8}
        />
      )}
    </>
  );
}

function ByDay({ days }: { readonly days: readonly CalendarDay[] }) {
  const words = useWords();
  const { column } = words.snapshots;
  const taken = days.filter(({ snapshots }) => snapshots > 0).reverse();
  return (
    <Table size="small" stickyHeader>
      <TableHead>
        <TableRow>
          <TableCell>{column.day}</TableCell>
          <TableCell align="right">{column.snapshots}</TableCell>
          <TableCell align="right">{column.tested}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {taken.map(({ day, snapshots, tested }) => (
          <TableRow key={day}>
            <TableCell component="th" scope="row">
              {dateText(day, words)}
            </TableCell>
            <TableCell align="right">{words.formats.number(snapshots)}</TableCell>
            <TableCell align="right">{words.formats.number(tested)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** A day of the person's own calendar, at noon of its zone. */
function dateText(day: string, { formats }: Words): string {
  return formats.date(`${day}T12:00:00`);
}
