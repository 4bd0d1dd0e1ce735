import SchedulesIcon from '@mui/icons-material/ScheduleOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Page } from '../../components/Section.tsx';
import { useReadAgain } from '../../components/useReadAgain.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { OfferedSchedules } from './OfferedSchedules.tsx';
import { ScheduleForm } from './ScheduleForm.tsx';
import { SchedulePane } from './SchedulePane.tsx';
import { ScheduleTable } from './ScheduleTable.tsx';
import { TimerSection } from './TimerSection.tsx';

/** How often the schedules are read again while they are shown, in milliseconds. */
const EVERY = 30_000;

/** The place for schedules: how each stands, one of them with its runs, and the form for a new or a changed one. */
export function SchedulesScreen() {
  const words = useWords();
  const store = useWorkStore();
  const list = useWork((work) => work.scheduleList);
  const error = useWork((work) => work.schedulesError);
  const form = useWork((work) => work.scheduleForm);
  useReadAgain(store.getState().loadSchedules, EVERY);
  if (form) return <ScheduleForm form={form} />;
  const { schedules } = words;
  return (
    <Page>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
        <SchedulesIcon aria-hidden sx={{ fontSize: 32, color: 'primary.main' }} />
        <Typography variant="h1">{schedules.title}</Typography>
      </Box>
      {error && <ErrorCard error={error} />}
      {list && list.schedules.length === 0 && (
        <Box sx={{ display: 'grid', gap: 1, maxWidth: 720 }} data-testid="no-schedules">
          <Typography variant="body1">{schedules.empty}</Typography>
          <Typography variant="body1">{schedules.lead}</Typography>
          <Typography variant="body2" color="textSecondary">
            {schedules.emptyHint}
          </Typography>
        </Box>
      )}
      {list && list.unreadable > 0 && (
        <Alert severity="warning" variant="outlined" sx={{ color: 'text.primary' }}>
          {schedules.unreadable(list.unreadable)}
        </Alert>
      )}
      {list && list.schedules.length > 0 && (
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 3fr) minmax(0, 2fr)' },
            gap: 2,
            alignItems: 'start',
          }}
        >
          <ScheduleTable schedules={list.schedules} />
          <SchedulePane />
        </Box>
      )}
      <OfferedSchedules />
      {list && <TimerSection isOn={list.timer} />}
    </Page>
  );
}
