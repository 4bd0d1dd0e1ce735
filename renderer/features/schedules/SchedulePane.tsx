import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { ScheduleRun, ShownSchedule } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Section.tsx';
import { shownSchedule } from '../../state/schedules-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

const RUNS_SHOWN = 8;

/** One schedule: what it does, what can be done with it, and its newest runs. */
export function SchedulePane() {
  const words = useWords();
  const schedule = useWork(shownSchedule);
  const runs = useWork((work) => work.scheduleRuns);
  if (!schedule) return null;
  const { details, whats, when } = words.schedules;
  const { overdueSince, waitingFor, lastRun } = schedule;
  const failure = lastRun?.error ?? null;
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }} data-testid="schedule">
      <Section title={schedule.name}>
        <Box sx={{ display: 'grid', gap: 1.25 }}>
          <Facts
            facts={[
              [words.schedules.columns.when, when(schedule.when)],
              [details.zone, schedule.timeZone],
              [details.what, whats[schedule.work]],
              [details.from, schedule.target],
              [details.into, schedule.into],
            ]}
          />
          {overdueSince !== null && (
            <Typography variant="body2" sx={{ color: 'error.main', fontWeight: 600 }}>
              {words.schedules.overdue(words.formats.time(overdueSince))}
            </Typography>
          )}
          {waitingFor !== null && <Typography variant="body2">{waitingFor}</Typography>}
          <Buttons schedule={schedule} />
        </Box>
      </Section>
      {failure && <ErrorCard error={failure} />}
      <Section title={details.runs}>
        {runs.length === 0 ? (
          <Typography variant="body2">{words.schedules.noRun}</Typography>
        ) : (
          <Box
            component="ol"
            sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}
            data-testid="schedule-runs"
          >
            {runs.slice(0, RUNS_SHOWN).map((run) => (
              <Run key={run.id} run={run} />
            ))}
          </Box>
        )}
      </Section>
    </Box>
  );
}

function Buttons({ schedule }: { readonly schedule: ShownSchedule }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const isRunning = schedule.standing === 'running';
  const isPaused = schedule.standing === 'paused';
  const { runNow, edit, pause, resume, remove } = schedules;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      <Button
        size="small"
        variant="outlined"
        disabled={isRunning}
        onClick={() => void store.getState().runSchedule()}
      >
        {runNow}
      </Button>
      <Button
        size="small"
        variant="outlined"
        color="inherit"
        onClick={() => void store.getState().editSchedule()}
      >
        {edit}
      </Button>
      <Button
        size="small"
        color="inherit"
        disabled={isRunning}
        onClick={() => void store.getState().pauseSchedule(!isPaused)}
      >
        {isPaused ? resume : pause}
      </Button>
      <Button
        size="small"
        color="inherit"
        disabled={isRunning}
        onClick={() => store.getState().show('remove-schedule')}
      >
        {remove}
      </Button>
    </Box>
  );
}

function Run({ run }: { readonly run: ScheduleRun }) {
  const words = useWords();
  const { startedAt, endedAt, outcome } = run;
  const about = aboutOf(run, words);
  return (
    <Box component="li">
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {words.schedules.lastRun(outcome, words.formats.time(endedAt ?? startedAt))}
      </Typography>
      {about.map((sentence) => (
        <Typography key={sentence} variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {sentence}
        </Typography>
      ))}
    </Box>
  );
}

function aboutOf(
  { trigger, covers, attempt, made, error }: ScheduleRun,
  { schedules }: Words,
): readonly string[] {
  const why = [
    schedules.triggers[trigger],
    ...(covers > 1 ? [schedules.standsFor(covers)] : []),
    ...(attempt > 1 ? [schedules.attempt(attempt)] : []),
  ].join(', ');
  if (error) return [why, error.message];
  if (!made) return [why];
  const isSnapshot = /^[0-9a-f]{64}$/.test(made.name);
  const what = [
    schedules.made(isSnapshot ? schedules.snapshotName(made.name) : made.name, made.records, made.files),
    ...(made.proven ? [schedules.proven] : []),
    ...(made.forgotten > 0 ? [schedules.forgotten(made.forgotten)] : []),
    ...(made.whole ? [] : [schedules.notWhole]),
    ...(made.findings.some(({ code }) => code === 'SNAPSHOT_UNSIGNED') ? [schedules.unsigned] : []),
  ].join(', ');
  const findings = made.findings.map(({ message, advice }) => `${message} ${advice}`);
  return [why, what, ...findings, ...made.left];
}
