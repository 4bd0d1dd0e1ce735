import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useEffect, useMemo, useState } from 'react';
import type {
  PlainError,
  RetentionPreview as Preview,
  RetentionPolicy,
} from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Section } from '../../components/Section.tsx';
import { useBridge } from '../../state/useBridge.ts';
import { useWords } from '../../words/useWords.ts';
import { ChartSection } from '../health/ChartSection.tsx';
import { takenText } from '../snapshots/taken.ts';
import { monthsOf, type PreviewedDay } from './retention-days.ts';

interface PreviewProps {
  /** Id of a known repository. */
  readonly repository: string;
  readonly policy: RetentionPolicy;
  /** Whose days and weeks are meant. */
  readonly timeZone: string;
  /** Only snapshots with all of these tags. */
  readonly tags: readonly string[];
  /** Only snapshots that this schedule took; null for everybody's. */
  readonly schedule: string | null;
}

type Previewed = Preview['snapshots'][number];

/** What a policy would do with the snapshots of a repository, EDMS by EDMS: a calendar, and every one with its reasons. */
export function RetentionPreview({ repository, policy, timeZone, tags, schedule }: PreviewProps) {
  const { retention } = useWords();
  const bridge = useBridge();
  const [preview, setPreview] = useState<Preview | null>(null);
  const [error, setError] = useState<PlainError | null>(null);
  useEffect(() => {
    let isOver = false;
    setPreview(null);
    setError(null);
    void bridge.ask('retention:preview', { repository, policy, timeZone, tags, schedule }).then((answer) => {
      if (isOver) return;
      if (answer.ok) setPreview(answer.value);
      else setError(answer.error);
    });
    return () => {
      isOver = true;
    };
  }, [bridge, repository, policy, timeZone, tags, schedule]);
  if (error) return <ErrorCard error={error} />;
  return preview ? <ShownPreview preview={preview} /> : <LinearProgress aria-label={retention.looking} />;
}

export function ShownPreview({ preview: { snapshots } }: { readonly preview: Preview }) {
  const { retention } = useWords();
  const going = snapshots.filter(({ kept }) => !kept).length;
  const sources = [...new Set(snapshots.map(({ source }) => source))];
  return (
    <Box
      sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}
      data-testid="retention-preview"
    >
      <Section title={retention.title}>
        <Typography variant="body2" role="status">
          {snapshots.length === 0 ? retention.none : retention.summary(snapshots.length - going, going)}
        </Typography>
        <Typography variant="caption" color="textSecondary">
          {retention.hint}
        </Typography>
      </Section>
      {sources.map((source) => (
        <OfSource key={source} source={source} snapshots={snapshots.filter((one) => one.source === source)} />
      ))}
    </Box>
  );
}

function OfSource({
  source,
  snapshots,
}: {
  readonly source: string;
  readonly snapshots: readonly Previewed[];
}) {
  return (
    <ChartSection
      title={source}
      chart={<Months source={source} snapshots={snapshots} />}
      table={<Reasons snapshots={snapshots} />}
    />
  );
}

const CELL = 14;
const STEP = CELL + 3;
/** Room for `September 2026`. */
const LABEL = 92;

function Months({
  source,
  snapshots,
}: {
  readonly source: string;
  readonly snapshots: readonly Previewed[];
}) {
  const { retention, formats } = useWords();
  const months = monthsOf(snapshots);
  const stay = snapshots.filter(({ kept }) => kept).length;
  const days = new Set(snapshots.map(({ day }) => day)).size;
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Box
        component="svg"
        role="img"
        aria-label={retention.calendarText(source, stay, snapshots.length - stay, days)}
        viewBox={`0 0 ${LABEL + 31 * STEP} ${months.length * STEP + 1}`}
        sx={{ width: '100%', maxWidth: (LABEL + 31 * STEP) * 1.2, display: 'block', color: 'text.primary' }}
      >
        {months.map(({ month, days: cells }, row) => (
          <g key={month} transform={`translate(0 ${row * STEP + 1})`}>
            <text y={CELL - 3} fontSize={11} fill="currentColor">
              {formats.month(month)}
            </text>
            {cells.map((cell, column) => (
              <g key={cell.day} transform={`translate(${LABEL + column * STEP} 0)`}>
                <title>{retention.dayText(formats.date(cell.day), cell.stay, cell.go)}</title>
                <Cell level={levelOf(cell)} />
              </g>
            ))}
          </g>
        ))}
      </Box>
      <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }} aria-hidden>
        {(['none', 'stay', 'go', 'both'] as const).map((level) => (
          <Box key={level} sx={{ display: 'flex', gap: 0.75, alignItems: 'center' }}>
            <svg width={CELL + 2} height={CELL + 2} viewBox={`-1 -1 ${CELL + 2} ${CELL + 2}`} aria-hidden>
              <Cell level={level} />
            </svg>
            <Typography variant="caption" color="textSecondary">
              {retention.legend[level]}
            </Typography>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

type Level = 'none' | 'stay' | 'go' | 'both';

function levelOf({ stay, go }: PreviewedDay): Level {
  if (stay > 0) return go > 0 ? 'both' : 'stay';
  return go > 0 ? 'go' : 'none';
}

/** Told by its form too: empty, full, struck out, and half of each. */
function Cell({ level }: { readonly level: Level }) {
  const stay = 'var(--edms-palette-success-main)';
  const go = 'var(--edms-palette-error-main)';
  const side = CELL - 1;
  const stroke = { none: 'var(--edms-palette-divider)', stay, go, both: stay }[level];
  return (
    <>
      <rect
        width={side}
        height={side}
        rx={2}
        fill={level === 'stay' ? stay : 'transparent'}
        stroke={stroke}
      />
      {level === 'both' && <rect width={side / 2} height={side} rx={2} fill={stay} />}
      {(level === 'go' || level === 'both') && (
        <path
          d={level === 'go' ? 'M3 3 L10 10 M10 3 L3 10' : 'M7.5 4 L11 10 M11 4 L7.5 10'}
          stroke={go}
          strokeWidth={1.5}
        />
      )}
    </>
  );
}

function Reasons({ snapshots }: { readonly snapshots: readonly Previewed[] }) {
  const words = useWords();
  const { retention } = words;
  const taken = useMemo(() => snapshots.map(({ id, time }) => ({ id, createdAt: time })), [snapshots]);
  const { columns } = retention;
  return (
    <Table size="small" stickyHeader>
      <TableHead>
        <TableRow>
          <TableCell>{columns.time}</TableCell>
          <TableCell>{columns.what}</TableCell>
          <TableCell>{columns.why}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {snapshots.map(({ id, time, kept, why }) => (
          <TableRow key={id}>
            <TableCell component="th" scope="row">
              {takenText({ id, createdAt: time }, taken, words)}
            </TableCell>
            <TableCell sx={{ color: kept ? 'success.main' : 'error.main', fontWeight: 600 }}>
              {kept ? retention.stays : retention.goes}
            </TableCell>
            <TableCell>{why.map(retention.reason).join('; ')}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
