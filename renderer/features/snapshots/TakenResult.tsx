import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { CheckLevel, TakenSnapshot } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { type Fact, Figures } from '../../components/Facts.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { Section } from '../../components/Section.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { LEVEL_LOOKS } from '../health/levels.ts';
import { type TakenVerdict, verdictOf } from './verdict.ts';

const LEVELS: { readonly [verdict in TakenVerdict]: CheckLevel } = {
  good: 'ok',
  untested: 'warn',
  findings: 'warn',
  findingsUntested: 'warn',
  stopped: 'warn',
  bad: 'stop',
};

/** What became of the snapshot: in one sentence whether it is good, then the figures, then what needs a look. */
export function TakenResult({ taken }: { readonly taken: TakenSnapshot }) {
  const words = useWords();
  const { snapshot, proof, testError } = taken;
  const verdict = verdictOf(taken);
  const { Icon, color } = LEVEL_LOOKS[LEVELS[verdict]];
  const { taken: said } = words.snapshots;
  const asked = useWork((work) => work.snapshotDraft.kind);
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start' }}>
        <Icon aria-hidden sx={{ fontSize: 32, color }} />
        <Box sx={{ minWidth: 0 }}>
          <Typography variant="h1" data-testid="taken-verdict">
            {verdict === 'findingsUntested' ? said.findings : said[verdict]}
          </Typography>
          <Typography variant="body1" color="textSecondary">
            {said.lead[verdict]}
          </Typography>
          {snapshot.kind === 'full' && asked !== 'full' && (
            <Typography variant="body2" color="textSecondary">
              {said.isFull}
            </Typography>
          )}
        </Box>
      </Box>
      <Figures figures={figuresOf(taken, words)} />
      {testError && <ErrorCard error={testError} />}
      {proof && proof.problems.length > 0 && (
        <Section title={words.snapshots.details.seals}>
          <ProblemList problems={proof.problems} />
        </Section>
      )}
      {snapshot.problems.length > 0 && (
        <Section title={words.snapshots.details.findings(snapshot.problems.length)}>
          <ProblemList problems={snapshot.problems} />
        </Section>
      )}
    </Box>
  );
}

function figuresOf({ snapshot, proof }: TakenSnapshot, { formats, snapshots }: Words): readonly Fact[] {
  const { taken } = snapshots;
  return [
    [taken.records, formats.number(snapshot.records)],
    [taken.files, formats.number(snapshot.files)],
    [snapshot.changes === null ? taken.read : taken.changed, formats.number(snapshot.changed)],
    [taken.added, formats.bytes(snapshot.bytesAdded)],
    [taken.took, formats.duration((snapshot.durationMs + (proof?.durationMs ?? 0)) / 1000)],
  ];
}
