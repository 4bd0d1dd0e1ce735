import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { SnapshotSummary } from '../../../preload/contract/types.ts';
import { useWords } from '../../words/useWords.ts';
import { ChartSection } from '../health/ChartSection.tsx';
import { changeCount, type GrowthPoint, growthPoints } from './growth-points.ts';
import { takenText } from './taken.ts';

const MOST_BARS = 60;
const HEIGHT = 40;

/** How the repository grew and how much changed: a bar a snapshot, and every figure as a table. */
export function Growth({ snapshots }: { readonly snapshots: readonly SnapshotSummary[] }) {
  const words = useWords();
  const points = growthPoints(snapshots);
  return (
    <ChartSection
      title={words.snapshots.growth}
      chart={<Charts points={points.slice(-MOST_BARS)} />}
      table={<BySnapshot points={points} />}
    />
  );
}

function Charts({ points }: { readonly points: readonly GrowthPoint[] }) {
  const words = useWords();
  const { snapshots, formats } = words;
  const most = (values: readonly number[]) => values.reduce((high, value) => Math.max(high, value), 0);
  const sums = points.map(({ sum }) => sum);
  const changes = points.map((point) => changeCount(point.changes));
  const allChanges = changes.reduce((sum, value) => sum + value, 0);
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="caption" color="textSecondary">
        {snapshots.growthHint(points.length)}
      </Typography>
      <Bars
        name={snapshots.growthSum}
        shown={formats.bytes(sums.at(-1) ?? 0)}
        label={snapshots.growthChart(
          snapshots.growthSum,
          formats.bytes(sums.at(-1) ?? 0),
          formats.bytes(most(sums)),
        )}
        color="primary.main"
        points={points}
        values={sums}
        text={formats.bytes}
      />
      <Bars
        name={snapshots.growthChanges}
        shown={formats.number(allChanges)}
        label={snapshots.changesChart(
          snapshots.growthChanges,
          formats.number(allChanges),
          formats.number(most(changes)),
        )}
        color="change.main"
        points={points}
        values={changes}
        text={formats.number}
      />
    </Box>
  );
}

interface BarsProps {
  readonly name: string;
  readonly shown: string;
  readonly label: string;
  readonly color: string;
  readonly points: readonly GrowthPoint[];
  readonly values: readonly number[];
  readonly text: (value: number) => string;
}

function Bars({ name, shown, label, color, points, values, text }: BarsProps) {
  const words = useWords();
  const most = values.reduce((high, value) => Math.max(high, value), 0);
  // A few bars stay narrow: a single one is no wall.
  const width = Math.max(points.length, 24);
  return (
    <Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
        <Typography variant="body2">{name}</Typography>
        <Typography variant="body2" color="textSecondary">
          {shown}
        </Typography>
      </Box>
      <Box
        component="svg"
        role="img"
        aria-label={label}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        sx={{
          width: '100%',
          height: HEIGHT,
          display: 'block',
          color,
          borderBottom: 1,
          borderColor: 'divider',
        }}
      >
        {points.map((point, index) => {
          const value = values[index] ?? 0;
          // What is there can be seen, however little it is.
          const height = value === 0 ? 0 : Math.max(1, (value / most) * HEIGHT);
          return (
            <rect
              key={point.id}
              x={index + 0.1}
              y={HEIGHT - height}
              width={0.8}
              height={height}
              fill="currentColor"
            >
              <title>{`${takenText(point, points, words)}: ${text(value)}`}</title>
            </rect>
          );
        })}
      </Box>
    </Box>
  );
}

function BySnapshot({ points }: { readonly points: readonly GrowthPoint[] }) {
  const words = useWords();
  const { formats } = words;
  const { column, noChanges } = words.snapshots;
  return (
    <Table size="small" stickyHeader sx={{ '& td, & thead th': { whiteSpace: 'nowrap', px: 1 } }}>
      <TableHead>
        <TableRow>
          <TableCell>{column.taken}</TableCell>
          {[column.bytes, column.sum, column.added, column.changed, column.removed].map((head) => (
            <TableCell key={head} align="right">
              {head}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {[...points].reverse().map(({ id, createdAt, bytes, sum, changes }) => (
          <TableRow key={id}>
            <TableCell component="th" scope="row">
              {takenText({ id, createdAt }, points, words)}
            </TableCell>
            <TableCell align="right">{formats.bytes(bytes)}</TableCell>
            <TableCell align="right">{formats.bytes(sum)}</TableCell>
            {changes === null ? (
              <TableCell align="right" colSpan={3}>
                {noChanges}
              </TableCell>
            ) : (
              (['added', 'changed', 'removed'] as const).map((what) => (
                <TableCell key={what} align="right">
                  {formats.number(changes[what])}
                </TableCell>
              ))
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
