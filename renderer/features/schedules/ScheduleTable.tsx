import WellIcon from '@mui/icons-material/CheckCircleOutlined';
import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import WaitingIcon from '@mui/icons-material/HourglassEmpty';
import PausedIcon from '@mui/icons-material/PauseCircleOutlined';
import RunningIcon from '@mui/icons-material/PlayCircleOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { ShownSchedule } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { zoneTime } from './zone-time.ts';

const ICONS: { readonly [standing in ShownSchedule['standing']]: readonly [typeof WellIcon, string] } = {
  running: [RunningIcon, 'primary.main'],
  paused: [PausedIcon, 'text.secondary'],
  overdue: [ErrorIcon, 'error.main'],
  waiting: [WaitingIcon, 'warning.main'],
  failed: [ErrorIcon, 'error.main'],
  due: [WaitingIcon, 'primary.main'],
  'on-demand': [WellIcon, 'text.secondary'],
  well: [WellIcon, 'success.main'],
};

/** All schedules: how each stands, when it is next, how its last run ended. */
export function ScheduleTable({ schedules }: { readonly schedules: readonly ShownSchedule[] }) {
  const { schedules: words } = useWords();
  const { columns } = words;
  return (
    <Section title={words.list} flush>
      <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={words.list}>
        <Table size="small" data-testid="schedules">
          <TableHead>
            <TableRow>
              <TableCell>{columns.name}</TableCell>
              <TableCell>{columns.standing}</TableCell>
              <TableCell>{columns.next}</TableCell>
              <TableCell>{columns.last}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {schedules.map((one) => (
              <Row key={one.id} schedule={one} />
            ))}
          </TableBody>
        </Table>
      </Box>
    </Section>
  );
}

function Row({ schedule }: { readonly schedule: ShownSchedule }) {
  const words = useWords();
  const store = useWorkStore();
  const isShown = useWork((work) => work.shownSchedule === schedule.id);
  const { formats } = words;
  const { id, name, standing, nextBegins, timeZone, lastRun } = schedule;
  const [Icon, color] = ICONS[standing];
  return (
    <TableRow selected={isShown} onClick={() => void store.getState().showSchedule(id)}>
      <TableCell component="th" scope="row">
        <Button
          size="small"
          color="inherit"
          aria-pressed={isShown}
          onClick={() => void store.getState().showSchedule(id)}
          sx={{ ml: -0.75, fontWeight: 600, textAlign: 'left' }}
        >
          {name}
        </Button>
      </TableCell>
      <TableCell>
        <Box sx={{ display: 'flex', gap: 0.75, alignItems: 'center' }}>
          <Icon aria-hidden sx={{ fontSize: 18, color }} />
          {words.schedules.standing[standing]}
        </Box>
      </TableCell>
      <TableCell>
        {nextBegins === null ? words.schedules.never : zoneTime(nextBegins, timeZone, formats.language)}
      </TableCell>
      <TableCell>
        {lastRun === null
          ? words.schedules.noRun
          : words.schedules.lastRun(lastRun.outcome, formats.time(lastRun.endedAt ?? lastRun.startedAt))}
      </TableCell>
    </TableRow>
  );
}
