import CheckIcon from '@mui/icons-material/CheckCircle';
import RunningIcon from '@mui/icons-material/PlayCircleOutlined';
import WaitingIcon from '@mui/icons-material/RadioButtonUnchecked';
import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import type { Phase, PlainError, Progress } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Page, Section } from '../../components/Section.tsx';
import { removedRows } from '../../components/sentences.ts';
import { amountText, paceText, phaseText } from '../../components/Working.tsx';
import type { Task } from '../../state/task.ts';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** The phases that a restore goes through, in their order. */
const PHASES: readonly Phase[] = [
  'staging files',
  'infrastructure',
  'business data',
  'relations',
  'removing',
  'verifying',
  'committing',
  'placing files',
];

/** The restore while it runs; and, when it was cancelled or failed, what that means. */
export function RestoreScreen() {
  const words = useWords();
  const restoring = useWork((work) => work.restoring);
  const ended = useWork((work) => work.endedRestore);
  const error = useWork((work) => work.restoreError);
  const label = useWork((work) => work.target?.summary.label ?? null);
  const task = restoring ?? ended;
  return (
    <Page width={820}>
      {(restoring || error) && (
        <Box>
          <Typography variant="h1">{titleOf(restoring, error, words)}</Typography>
          {label && (
            <Typography variant="body1" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
              {words.restore.into(label)}
            </Typography>
          )}
        </Box>
      )}
      {error && <ErrorCard error={error} />}
      {task && (
        <Section
          title={words.restore.phases}
          aside={restoring ? <Elapsed startedAt={restoring.startedAt} /> : undefined}
        >
          <PhaseList task={task} running={restoring !== null} />
        </Section>
      )}
    </Page>
  );
}

function titleOf(restoring: Task | null, error: PlainError | null, { common, restore }: Words): string {
  if (restoring) return restoring.cancelling ? common.cancelling : restore.running;
  return error?.code === 'CANCELLED' ? restore.cancelled : restore.failed;
}

function Elapsed({ startedAt }: { readonly startedAt: number }) {
  const words = useWords();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const clock = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(clock);
  }, []);
  return (
    <Typography variant="caption" color="textSecondary">
      {words.progress.elapsed(words.formats.duration(Math.max(0, Math.round((now - startedAt) / 1000))))}
    </Typography>
  );
}

type PhaseState = 'waiting' | 'running' | 'done' | 'skipped';

function PhaseList({ task, running }: { readonly task: Task; readonly running: boolean }) {
  const removes = useWork(({ plan }) => plan !== null && removedRows(plan) > 0);
  const current = task.phases.at(-1)?.phase ?? null;
  const seen = new Map(task.phases.map((entry) => [entry.phase, entry.last]));
  const order = [
    ...task.phases.map(({ phase }) => phase).filter((phase) => !PHASES.includes(phase)),
    // Nobody is to fear for rows that no mode but the mirror removes.
    ...PHASES.filter((phase) => phase !== 'removing' || removes || seen.has(phase)),
  ];
  const currentIndex = current === null ? -1 : order.indexOf(current);
  return (
    <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, pt: 0.5, display: 'grid', gap: 1.25 }}>
      {order.map((phase, index) => {
        const last = seen.get(phase);
        const state: PhaseState =
          phase === current
            ? running
              ? 'running'
              : 'waiting'
            : last
              ? 'done'
              : index < currentIndex
                ? 'skipped'
                : 'waiting';
        return <PhaseLine key={phase} phase={phase} state={state} last={last ?? null} />;
      })}
    </Box>
  );
}

const LOOKS: { readonly [state in PhaseState]: { readonly Icon: typeof CheckIcon; readonly color: string } } =
  {
    waiting: { Icon: WaitingIcon, color: 'text.disabled' },
    running: { Icon: RunningIcon, color: 'primary.main' },
    done: { Icon: CheckIcon, color: 'success.main' },
    skipped: { Icon: WaitingIcon, color: 'text.disabled' },
  };

function PhaseLine({
  phase,
  state,
  last,
}: {
  readonly phase: Phase;
  readonly state: PhaseState;
  readonly last: Progress | null;
}) {
  const words = useWords();
  const { Icon, color } = LOOKS[state];
  const name = words.progress.phases[phase];
  const running = state === 'running';
  const fraction = last && last.total > 0 ? Math.min(1, last.done / last.total) : null;
  return (
    <Box
      component="li"
      aria-current={running ? 'step' : undefined}
      sx={{ display: 'grid', gridTemplateColumns: '24px minmax(0, 1fr)', columnGap: 1 }}
    >
      <Icon sx={{ fontSize: 20, color }} titleAccess={words.progress.state[state]} />
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2 }}>
          <Typography
            variant="body2"
            sx={{ fontWeight: running ? 600 : 400, color: last ? 'text.primary' : 'text.secondary' }}
          >
            {running && last ? phaseText(last, words) : name}
          </Typography>
          <Typography variant="body2" color="textSecondary" noWrap>
            {state === 'skipped'
              ? words.progress.state.skipped
              : last
                ? [amountText(last, words), running ? paceText(last, words) : ''].filter(Boolean).join(' · ')
                : ''}
          </Typography>
        </Box>
        {running && (
          <LinearProgress
            aria-label={name}
            {...(fraction === null
              ? { variant: 'indeterminate' as const }
              : { variant: 'determinate' as const, value: fraction * 100 })}
            sx={{ mt: 0.5, height: 6, borderRadius: 3 }}
          />
        )}
      </Box>
    </Box>
  );
}
