import NothingIcon from '@mui/icons-material/CheckCircleOutlined';
import VerifiedIcon from '@mui/icons-material/VerifiedOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { RepairPlan, RepairReport } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Figures } from '../../components/Facts.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { Page, Section } from '../../components/Section.tsx';
import { Working } from '../../components/Working.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { PlannedFiles } from './PlannedFiles.tsx';
import { repairSize } from './repair-size.ts';
import { SequenceTable } from './SequenceTable.tsx';

/** A repair: first what it would do, then while it runs, then what it has done. */
export function RepairScreen() {
  const words = useWords();
  const repairing = useWork((work) => work.repairing);
  if (!repairing) return null;
  const { kind, task, plan, report, error } = repairing;
  if (task) {
    const [title, hint] = plan
      ? [words.repair.running, words.repair.promise[kind]]
      : [words.repair.planning, words.repair.planningHint];
    return <Working of={(work) => work.repairing?.task ?? null} title={title} hint={hint} />;
  }
  return (
    <Page width={920}>
      {!report && <Typography variant="h1">{words.repair.title[kind]}</Typography>}
      {error && <ErrorCard error={error} />}
      {report ? <Done report={report} /> : plan && <Planned plan={plan} />}
    </Page>
  );
}

function Planned({ plan }: { readonly plan: RepairPlan }) {
  const words = useWords();
  return (
    <>
      <Typography variant="body1" color="textSecondary">
        {words.repair.lead[plan.kind]}
      </Typography>
      {repairSize(plan) === 0 && (
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          <NothingIcon aria-hidden sx={{ fontSize: 20, color: 'text.secondary' }} />
          <Typography variant="body1">{words.repair.nothing[plan.kind]}</Typography>
        </Box>
      )}
      {plan.kind === 'sequences' ? (
        <SequenceTable sequences={plan.sequences} />
      ) : (
        <PlannedFiles plan={plan} />
      )}
    </>
  );
}

function Done({ report }: { readonly report: RepairReport }) {
  const words = useWords();
  const { number } = words.formats;
  const done = report.kind === 'sequences' ? report.repaired.length : report.placed;
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
        <VerifiedIcon aria-hidden sx={{ fontSize: 32, color: 'success.main' }} />
        <Box>
          <Typography variant="h1" data-testid="repair-verdict">
            {words.repair.done[report.kind](done)}
          </Typography>
          <Typography variant="body1" color="textSecondary">
            {words.repair.doneLead}
          </Typography>
        </Box>
      </Box>
      {report.kind === 'sequences' ? (
        <SequenceTable sequences={report.repaired} />
      ) : (
        <>
          <Figures
            figures={[
              [words.repair.placed, `${number(report.placed)} (${words.formats.bytes(report.bytes)})`],
              [words.repair.left, number(report.left)],
            ]}
          />
          {report.problems.length > 0 && (
            <Section title={words.report.problems}>
              <ProblemList problems={report.problems} />
            </Section>
          )}
        </>
      )}
    </>
  );
}
