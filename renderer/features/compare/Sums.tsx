import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { Changes, Comparison } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ChartSection } from '../health/ChartSection.tsx';

const MOST_USERS = 6;
const MOST_BARS = 60;
const HEIGHT = 40;

/** How much differs: by model, which also filters the list, by user and by day. */
export function Sums({ comparison }: { readonly comparison: Comparison }) {
  const words = useWords();
  const { byUser, byDay, byModel } = comparison;
  const { unknown } = comparison;
  const users = Object.entries(byUser);
  const days = Object.entries(byDay);
  const unknownUsers: Rows = unknown.user === 0 ? [] : [[words.compare.unknown, unknown.user]];
  const unknownDays: Rows = unknown.day === 0 ? [] : [[words.compare.unknown, unknown.day]];
  return (
    <Box
      sx={{
        minHeight: 0,
        overflow: 'auto',
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr)',
        gridAutoRows: 'max-content',
        gap: 1.5,
      }}
      data-pane="sums"
    >
      <Section title={words.compare.byModel} flush>
        <ByModel byModel={byModel} total={comparison.total} />
      </Section>
      {users.length === 0 ? (
        <Empty title={words.compare.byUser} text={words.compare.byUserNone} />
      ) : (
        <ChartSection
          title={words.compare.byUser}
          chart={
            <UserBars
              users={[...users.slice(0, MOST_USERS), ...unknownUsers]}
              more={users.length - MOST_USERS}
            />
          }
          table={<Numbers head={words.compare.user} rows={[...users, ...unknownUsers]} />}
        />
      )}
      {days.length === 0 ? (
        <Empty title={words.compare.byDay} text={words.compare.byDayNone} />
      ) : (
        <ChartSection
          title={words.compare.byDay}
          chart={<DayBars days={days} unknown={unknown.day} />}
          table={
            <Numbers
              head={words.compare.day}
              rows={[
                ...days.map(([day, count]): Rows[number] => [words.formats.date(day), count]),
                ...unknownDays,
              ]}
            />
          }
        />
      )}
    </Box>
  );
}

function Empty({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Section title={title}>
      <Typography variant="body2" color="textSecondary">
        {text}
      </Typography>
    </Section>
  );
}

function countOf({ added, changed, removed }: Changes): number {
  return added + changed + removed;
}

function ByModel({ byModel, total }: Pick<Comparison, 'byModel' | 'total'>) {
  const words = useWords();
  const models = Object.entries(byModel);
  return (
    <Box
      component="ul"
      data-testid="by-model"
      sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 260, overflow: 'auto' }}
    >
      <ModelLine model={null} label={words.compare.all} changes={total} />
      {models.map(([model, changes]) => (
        <ModelLine
          key={model}
          model={model}
          label={model === 'files' ? words.compare.files : model}
          changes={changes}
        />
      ))}
    </Box>
  );
}

interface ModelLineProps {
  readonly model: string | null;
  readonly label: string;
  readonly changes: Changes;
}

function ModelLine({ model, label, changes }: ModelLineProps) {
  const words = useWords();
  const store = useWorkStore();
  const isChosen = useWork((work) => work.compareModel === model);
  const { added, changed, removed } = changes;
  const text = words.compare.modelText(label, added, changed, removed);
  return (
    <Box component="li">
      <ButtonBase
        aria-pressed={isChosen}
        aria-label={text}
        title={text}
        onClick={() => store.getState().filterDifferences(model)}
        sx={{
          width: '100%',
          display: 'flex',
          gap: 1,
          px: 1.75,
          py: 0.5,
          fontSize: '0.8125rem',
          textAlign: 'left',
          fontWeight: isChosen ? 600 : 400,
          bgcolor: isChosen ? 'primary.light' : 'transparent',
          '&:hover': { bgcolor: isChosen ? 'primary.light' : 'action.hover' },
          '&.Mui-focusVisible': { outlineOffset: '-2px' },
        }}
      >
        <Box component="span" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
          {label}
        </Box>
        <span>{words.formats.number(countOf(changes))}</span>
      </ButtonBase>
    </Box>
  );
}

type Rows = readonly (readonly [name: string, count: number])[];

function UserBars({ users, more }: { readonly users: Rows; readonly more: number }) {
  const words = useWords();
  const most = users.reduce((high, [, count]) => Math.max(high, count), 0);
  return (
    <Box sx={{ display: 'grid', gap: 0.75 }}>
      <Typography variant="caption" color="textSecondary">
        {words.compare.byUserHint}
      </Typography>
      {users.map(([user, count]) => (
        <Box key={user}>
          <Box sx={{ display: 'flex', gap: 1, fontSize: '0.8125rem' }}>
            <Box component="span" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
              {user}
            </Box>
            <span>{words.formats.number(count)}</span>
          </Box>
          <Box aria-hidden sx={{ height: 5, borderRadius: 1, bgcolor: 'neutral.light' }}>
            <Box
              sx={{ height: 5, borderRadius: 1, bgcolor: 'change.main', minWidth: 3 }}
              style={{ width: `${(count / most) * 100}%` }}
            />
          </Box>
        </Box>
      ))}
      {more > 0 && (
        <Typography variant="caption" color="textSecondary">
          {words.compare.more(more)}
        </Typography>
      )}
    </Box>
  );
}

function DayBars({ days, unknown }: { readonly days: Rows; readonly unknown: number }) {
  const words = useWords();
  const { formats, compare } = words;
  const bars = days.slice(-MOST_BARS);
  const most = bars.reduce((high, [, count]) => Math.max(high, count), 0);
  const first = formats.date(bars[0]?.[0] ?? '');
  const last = formats.date(bars.at(-1)?.[0] ?? '');
  const sum = bars.reduce((all, [, count]) => all + count, 0);
  // A few bars stay narrow: a single one is no wall.
  const width = Math.max(bars.length, 24);
  return (
    <Box>
      <Typography variant="caption" color="textSecondary">
        {compare.byDayHint}
      </Typography>
      <Box
        component="svg"
        role="img"
        aria-label={compare.dayChart(sum, first, last, most)}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        sx={{
          width: '100%',
          height: HEIGHT,
          display: 'block',
          color: 'change.main',
          borderBottom: 1,
          borderColor: 'divider',
        }}
      >
        {bars.map(([day, count], index) => {
          // What is there can be seen, however little it is.
          const height = count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT);
          return (
            <rect
              key={day}
              x={index + 0.1}
              y={HEIGHT - height}
              width={0.8}
              height={height}
              fill="currentColor"
            >
              <title>{compare.dayText(formats.date(day), count)}</title>
            </rect>
          );
        })}
      </Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
        <Typography variant="caption" color="textSecondary">
          {first}
        </Typography>
        {bars.length > 1 && (
          <Typography variant="caption" color="textSecondary">
            {last}
          </Typography>
        )}
      </Box>
      {unknown > 0 && (
        <Typography variant="caption" color="textSecondary">
          {compare.daysUnknown(unknown)}
        </Typography>
      )}
    </Box>
  );
}

function Numbers({ head, rows }: { readonly head: string; readonly rows: Rows }) {
  const words = useWords();
  return (
    <Table size="small" stickyHeader aria-label={head}>
      <TableHead>
        <TableRow>
          <TableCell>{head}</TableCell>
          <TableCell align="right">{words.compare.count}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map(([name, count]) => (
          <TableRow key={name}>
            <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere' }}>
              {name}
            </TableCell>
            <TableCell align="right">{words.formats.number(count)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
