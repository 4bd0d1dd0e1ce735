import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useEffect, useRef } from 'react';
import type { JobKind } from '../../../preload/contract/types.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { type Fact, Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Section.tsx';
import type { ShownJob } from '../../state/jobs-slice.ts';
import { useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** Work that leads to a screen on which the person decides anew. */
const CAN_RUN_AGAIN: ReadonlySet<JobKind> = new Set(['inspect', 'plan', 'restore', 'health']);

/** One job: who did what, when and with what, and what can be done about it now. Another job is another pane (a key of its own). */
export function JobPane({ shown }: { readonly shown: ShownJob }) {
  const words = useWords();
  const store = useWorkStore();
  const { job, report } = shown;
  const pane = useRef<HTMLElement>(null);
  // In a window that has no room for it beside the list it stands below.
  useEffect(() => pane.current?.scrollIntoView({ block: 'nearest' }), []);
  const { formats } = words;
  const known: readonly (readonly [string, string | null])[] = [
    [words.jobs.state, words.jobs.states[job.state]],
    [words.report.started, formats.time(job.startedAt)],
    [
      words.report.duration,
      job.durationMs === null ? words.common.unknown : formats.duration(job.durationMs / 1000),
    ],
    [words.jobs.who, job.edmsUser ? `${job.osUser} (${job.edmsUser})` : job.osUser],
    [words.report.package, job.packagePath],
    [words.report.target, job.target],
    [words.report.storage, job.storageRoot],
    [words.jobs.mode, job.mode === null ? null : words.modes.names[job.mode]],
    [words.report.records, job.records === null ? null : formats.number(job.records)],
    [words.jobs.id, job.id],
  ];
  const facts = known.flatMap(([label, value]): Fact[] => (value === null ? [] : [[label, value]]));
  return (
    <Box
      ref={pane}
      // The list is long: what is said of a job stays in sight beside each of its lines.
      sx={{ display: 'grid', gap: 2, minWidth: 0, position: 'sticky', top: 0 }}
      data-testid="job"
    >
      <Section title={words.jobs.kinds[job.kind]}>
        <Facts facts={facts} />
        <Box sx={{ display: 'flex', gap: 1, mt: 1.5, flexWrap: 'wrap' }}>
          {report.kind === 'restore' && (
            <Button
              variant="outlined"
              color="inherit"
              onClick={() => store.getState().openReport(report.report)}
            >
              {words.jobs.openReport}
            </Button>
          )}
          {job.kind === 'restore' && job.undoable && job.state !== 'undone' && (
            <Button variant="outlined" color="inherit" onClick={() => void store.getState().planUndo(job.id)}>
              {words.undo.begin}
            </Button>
          )}
          {CAN_RUN_AGAIN.has(job.kind) && job.state !== 'running' && (
            <Button variant="outlined" color="inherit" onClick={() => void store.getState().runAgain(job.id)}>
              {words.jobs.again.run}
            </Button>
          )}
          <CopyButton text={JSON.stringify(shown, null, 2)} label={words.jobs.copy} />
        </Box>
      </Section>
      {job.error && <ErrorCard error={job.error} />}
    </Box>
  );
}
