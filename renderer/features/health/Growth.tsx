import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { Health } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { Section } from '../../components/Section.tsx';
import { useWords } from '../../words/useWords.ts';
import { ChartSection } from './ChartSection.tsx';
import { type GrowthBar, growthBars, type Measure } from './growth-bars.ts';

type GrowthPoints = Health['growth'];

const MEASURES: readonly Measure[] = ['documents', 'auditRows', 'fileBytes'];

/** What came in over time: a row of bars for each measure, and every day as a table. */
export function Growth({ growth }: { readonly growth: GrowthPoints }) {
  const words = useWords();
  if (growth.length === 0) {
    return (
      <Section title={words.health.growth}>
        <Typography variant="body2" color="textSecondary">
          {words.health.growthNone}
        </Typography>
      </Section>
    );
  }
  return (
    <ChartSection
      title={words.health.growth}
      chart={<Charts growth={growth} />}
      table={<ByDay growth={growth} />}
    />
  );
}

function Charts({ growth }: { readonly growth: GrowthPoints }) {
  const words = useWords();
  const { bars, daysPerBar } = growthBars(growth);
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="caption" color="textSecondary">
        {words.health.growthHint(daysPerBar)}
      </Typography>
      {MEASURES.map((measure) => (
        <Chart key={measure} measure={measure} bars={bars} />
      ))}
      <Box sx={{ display: 'flex', justifyContent: 'space-between' }}>
        <Typography variant="caption" color="textSecondary">
          {words.formats.date(growth[0]?.day ?? '')}
        </Typography>
        <Typography variant="caption" color="textSecondary">
          {words.formats.date(growth.at(-1)?.day ?? '')}
        </Typography>
      </Box>
    </Box>
  );
}

const HEIGHT = 40;

function Chart({ measure, bars }: { readonly measure: Measure; readonly bars: readonly GrowthBar[] }) {
  const words = useWords();
  const name = words.health.growthOf[measure];
  const amount = (value: number) => amountText(measure, value, words);
  const total = amount(bars.reduce((sum, bar) => sum + bar[measure], 0));
  const highest = bars.reduce<GrowthBar | null>(
    (most, bar) => (most && most[measure] >= bar[measure] ? most : bar),
    null,
  );
  const most = highest?.[measure] ?? 0;
  return (
    <Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
        <Typography variant="body2">{name}</Typography>
        <Typography variant="body2" color="textSecondary">
          {total}
        </Typography>
      </Box>
      <Box
        component="svg"
        role="img"
        aria-label={words.health.chart(name, total, amount(most), words.formats.date(highest?.from ?? ''))}
        viewBox={`0 0 ${bars.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        sx={{
          width: '100%',
          height: HEIGHT,
          display: 'block',
          color: 'primary.main',
          borderBottom: 1,
          borderColor: 'divider',
        }}
      >
        {bars.map((bar, index) => {
          // What is there can be seen, however little it is.
          const height = bar[measure] === 0 ? 0 : Math.max(1, (bar[measure] / most) * HEIGHT);
          return (
            <rect
              key={bar.from}
              x={index + 0.1}
              y={HEIGHT - height}
              width={0.8}
              height={height}
              fill="currentColor"
            >
              <title>{`${words.formats.date(bar.from)}: ${amount(bar[measure])}`}</title>
            </rect>
          );
        })}
      </Box>
    </Box>
  );
}

function ByDay({ growth }: { readonly growth: GrowthPoints }) {
  const words = useWords();
  return (
    <Table size="small" stickyHeader>
      <TableHead>
        <TableRow>
          <TableCell>{words.health.column.day}</TableCell>
          {MEASURES.map((measure) => (
            <TableCell key={measure} align="right">
              {words.health.growthOf[measure]}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {growth.map((point) => (
          <TableRow key={point.day}>
            <TableCell component="th" scope="row">
              {words.formats.date(point.day)}
            </TableCell>
            {MEASURES.map((measure) => (
              <TableCell key={measure} align="right">
                {amountText(measure, point[measure], words)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function amountText(measure: Measure, value: number, { formats }: Words): string {
  return measure === 'fileBytes' ? formats.bytes(value) : formats.number(value);
}
