import CheckIcon from '@mui/icons-material/CheckCircleOutlined';
import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import InfoIcon from '@mui/icons-material/InfoOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { Inspection } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Figures } from '../../components/Facts.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { Page, Section } from '../../components/Section.tsx';
import { Working } from '../../components/Working.tsx';
import { isLocked } from '../../state/package-slice.ts';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ModelTable } from './ModelTable.tsx';
import { PackageFacts } from './PackageFacts.tsx';
import { PeopleSection } from './PeopleSection.tsx';
import { inTellingOrder, type PackageVerdict, verdictOf } from './verdict.ts';

/** What is in the package, readable in ten seconds: the verdict, the figures, the problems, then the rest. */
export function InspectScreen() {
  const words = useWords();
  const pkg = useWork((work) => work.pkg);
  const inspecting = useWork((work) => work.inspecting !== null);
  const inspection = useWork((work) => work.inspection);
  const error = useWork((work) => work.packageError);
  if (inspecting) {
    return (
      <Working
        of={(work) => work.inspecting}
        title={words.package.reading(pkg?.name ?? '')}
        hint={words.package.readingHint}
      />
    );
  }
  // The dialog says what is needed.
  if (error && isLocked(error)) return null;
  if (error) {
    return (
      <Page width={820}>
        <Typography variant="h1" sx={{ overflowWrap: 'anywhere' }}>
          {pkg?.name}
        </Typography>
        <ErrorCard error={error} />
      </Page>
    );
  }
  if (!inspection) return null;
  return <Findings inspection={inspection} />;
}

function Findings({ inspection }: { readonly inspection: Inspection }) {
  const words = useWords();
  const { formats } = words;
  const { failure, timeSpan, files } = inspection;
  const problems = inTellingOrder(inspection);
  const hasRecords = inspection.models.length > 0;
  const partOf = inspection.metadata?.partOf ?? null;
  return (
    <Page>
      <Verdict inspection={inspection} />
      {failure && <ErrorCard error={failure} />}
      {partOf && <Typography variant="body2">{words.package.partOf[partOf]}</Typography>}
      <Figures
        figures={[
          [words.package.figures.records, formats.number(inspection.records)],
          [words.package.figures.models, formats.number(inspection.models.length)],
          [
            words.package.figures.files,
            files.count > 0
              ? `${formats.number(files.count)} (${formats.bytes(files.bytes)})`
              : formats.number(0),
          ],
          [words.package.figures.users, formats.number(inspection.users.length)],
          [
            words.package.figures.period,
            timeSpan ? `${formats.date(timeSpan.from)} – ${formats.date(timeSpan.to)}` : words.common.unknown,
          ],
        ]}
      />
      {problems.length > 0 && (
        <Section title={words.package.problems(inspection.problemCount)}>
          <ProblemList problems={problems} few={problems[0]?.severity === 'note' ? 3 : 8} />
        </Section>
      )}
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: {
            xs: 'minmax(0, 1fr)',
            lg: hasRecords ? 'minmax(0, 5fr) minmax(0, 4fr)' : 'minmax(0, 1fr)',
          },
          gap: 2,
          alignItems: 'start',
        }}
      >
        {hasRecords && <ModelTable models={inspection.models} />}
        <Box sx={{ display: 'grid', gap: 2 }}>
          <PackageFacts inspection={inspection} />
          <PeopleSection inspection={inspection} />
        </Box>
      </Box>
    </Page>
  );
}

const VERDICT_LOOKS: {
  readonly [verdict in PackageVerdict]: { readonly Icon: typeof CheckIcon; readonly color: string };
} = {
  no: { Icon: ErrorIcon, color: 'error.main' },
  partly: { Icon: WarningIcon, color: 'warning.main' },
  findings: { Icon: WarningIcon, color: 'warning.main' },
  lacking: { Icon: InfoIcon, color: 'text.secondary' },
  whole: { Icon: CheckIcon, color: 'success.main' },
};

function Verdict({ inspection }: { readonly inspection: Inspection }) {
  const words = useWords();
  const verdict = verdictOf(inspection);
  const { Icon, color } = VERDICT_LOOKS[verdict];
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.25 }}>
      <Icon aria-hidden sx={{ fontSize: 28, color }} />
      <Typography variant="h1" data-testid="verdict">
        {words.package.verdict[verdict]}
      </Typography>
    </Box>
  );
}
