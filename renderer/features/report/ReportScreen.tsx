import FolderIcon from '@mui/icons-material/FolderOpenOutlined';
import InfoIcon from '@mui/icons-material/InfoOutlined';
import VerifiedIcon from '@mui/icons-material/VerifiedOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { RestoreReport } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { summaryText } from '../../app/summary-text.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { type Fact, Facts, Figures } from '../../components/Facts.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { Page, Section } from '../../components/Section.tsx';
import { ShareBar } from '../../components/ShareBar.tsx';
import { REPORT_RESULTS } from '../../components/sentences.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { MONO_FONT } from '../../theme.ts';
import { useWords } from '../../words/useWords.ts';
import { ReportTable } from './ReportTable.tsx';

const COLORS: { readonly [result in (typeof REPORT_RESULTS)[number]]: string } = {
  created: 'change.main',
  updated: 'change.dark',
  unchanged: 'neutral.dark',
  skipped: 'warning.main',
  failed: 'error.main',
};

/** What happened, checked against the database: the verdict, the sums, what needs a look, and by model. */
export function ReportScreen() {
  const report = useWork((work) => work.report);
  const exportError = useWork((work) => work.exportError);
  const words = useWords();
  if (!report) return null;
  return (
    <Page>
      <Verdict report={report} />
      <Figures figures={figuresOf(report, words)} />
      <ShareBar
        label={words.report.sum}
        shares={REPORT_RESULTS.map((result) => ({
          key: result,
          label: `${words.formats.number(report[result])} ${words.report.result[result]}`,
          count: report[result],
          color: COLORS[result],
        }))}
      />
      <Exports report={report} />
      {exportError && <ErrorCard error={exportError} />}
      {report.notRestored.length > 0 && <NotRestored report={report} />}
      {report.problems.length > 0 && (
        <Section title={words.report.problems}>
          <ProblemList problems={report.problems} />
        </Section>
      )}
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 3fr) minmax(0, 2fr)' },
          gap: 2,
          alignItems: 'start',
        }}
      >
        <ReportTable report={report} />
        <Box sx={{ display: 'grid', gap: 2 }}>
          <Circumstances report={report} />
          {report.conflicts.length > 0 && <Conflicts report={report} />}
        </Box>
      </Box>
    </Page>
  );
}

function Verdict({ report }: { readonly report: RestoreReport }) {
  const words = useWords();
  const looks = verdictOf(report, words);
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start' }}>
      <looks.Icon aria-hidden sx={{ fontSize: 32, color: looks.color }} />
      <Box>
        <Typography variant="h1" data-testid="report-verdict">
          {looks.title}
        </Typography>
        <Typography variant="body1" color="textSecondary">
          {looks.lead}
        </Typography>
      </Box>
    </Box>
  );
}

function verdictOf(report: RestoreReport, words: Words) {
  if (report.state === 'dry run') {
    return { Icon: InfoIcon, color: 'text.secondary', title: words.report.dryRun, lead: '' };
  }
  if (!report.verified) {
    return {
      Icon: WarningIcon,
      color: 'error.main',
      title: words.report.notVerified,
      lead: words.report.notVerifiedLead,
    };
  }
  if (report.state === 'completed') {
    return {
      Icon: VerifiedIcon,
      color: 'success.main',
      title: words.report.completed,
      lead:
        report.notSelected > 0
          ? words.report.completedPart(
              report.records - report.notSelected,
              report.notSelected,
              report.fieldsCompared,
            )
          : words.report.completedLead(report.records, report.fieldsCompared),
    };
  }
  return {
    Icon: WarningIcon,
    color: 'warning.main',
    title: words.report.findings,
    lead: words.report.findingsLead,
  };
}

function figuresOf(report: RestoreReport, words: Words): readonly Fact[] {
  const { number } = words.formats;
  const figures: Fact[] = [[words.report.records, number(report.records)]];
  for (const result of REPORT_RESULTS) {
    if (report[result] > 0 || result === 'created') {
      figures.push([words.report.result[result], number(report[result])]);
    }
  }
  if (report.removed > 0) figures.push([words.beyond.report, number(report.removed)]);
  return figures;
}

function Exports({ report }: { readonly report: RestoreReport }) {
  const words = useWords();
  const store = useWorkStore();
  const exported = useWork((work) => work.exported);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
      <Button variant="outlined" color="inherit" onClick={() => void store.getState().exportReport('html')}>
        {words.report.exportHtml}
      </Button>
      <Button variant="outlined" color="inherit" onClick={() => void store.getState().exportReport('json')}>
        {words.report.exportJson}
      </Button>
      {report.storageRoot && (
        <Button
          color="inherit"
          startIcon={<FolderIcon />}
          onClick={() => void store.getState().openFolder('storage')}
        >
          {words.report.openStorage}
        </Button>
      )}
      {report.undoable && report.job && (
        <Button
          variant="outlined"
          color="inherit"
          onClick={() => void store.getState().planUndo(report.job ?? '')}
        >
          {words.undo.begin}
        </Button>
      )}
      <CopyButton text={summaryText(store.getState(), words)} label={words.report.copyText} />
      {exported && (
        <Typography variant="body2" color="textSecondary" role="status" sx={{ overflowWrap: 'anywhere' }}>
          {words.report.exported(exported)}{' '}
          <Button size="small" onClick={() => void store.getState().openFolder('report')}>
            {words.report.showFile}
          </Button>
        </Typography>
      )}
    </Box>
  );
}

function NotRestored({ report }: { readonly report: RestoreReport }) {
  const words = useWords();
  const all = report.skipped - report.notSelected + report.failed;
  return (
    <Section title={words.report.notRestored(all)}>
      {report.notRestored.length < all && (
        <Typography variant="caption" color="textSecondary">
          {words.report.notRestoredFirst(report.notRestored.length, all)}
        </Typography>
      )}
      <Box
        component="ul"
        tabIndex={0}
        sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 260, overflow: 'auto', display: 'grid', gap: 0.75 }}
      >
        {report.notRestored.map((record) => (
          <Box component="li" key={record.record}>
            <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
              <strong>{record.name}</strong>{' '}
              <Typography component="span" variant="caption" color="textSecondary">
                {record.model}, {words.place.record(record.record + 1)}, {words.report.result[record.result]}
              </Typography>
            </Typography>
            <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
              {record.reason}
            </Typography>
          </Box>
        ))}
      </Box>
    </Section>
  );
}

function Circumstances({ report }: { readonly report: RestoreReport }) {
  const words = useWords();
  const { formats } = words;
  const { files } = report;
  const fileParts = (['copied', 'unchanged', 'skipped', 'failed'] as const)
    .filter((result) => files[result] > 0)
    .map((result) => `${formats.number(files[result])} ${words.report.fileResult[result]}`);
  const facts: Fact[] = [
    [
      words.report.verified,
      report.verified ? words.report.verifiedYes(report.fieldsCompared) : words.report.verifiedNo,
    ],
    [words.report.filesTitle, fileParts.length > 0 ? fileParts.join(', ') : words.report.noFiles],
    [words.report.target, report.target],
    [words.report.storage, report.storageRoot ?? words.report.noStorage],
    [words.report.package, report.package.path],
    [words.report.started, formats.time(report.startedAt)],
    [words.report.duration, formats.duration(report.durationMs / 1000)],
    [
      words.report.phases,
      Object.entries(report.phases)
        .map(([phase, ms]) => `${phaseName(phase, words)} ${formats.duration(ms / 1000)}`)
        .join(', '),
    ],
  ];
  if (report.package.sha256) {
    facts.push([
      words.report.checksum,
      <Box component="span" key="sha256" sx={{ fontFamily: MONO_FONT, fontSize: '0.6875rem' }}>
        {report.package.sha256}
      </Box>,
    ]);
  }
  return (
    <Section title={words.report.circumstances}>
      <Facts facts={facts} />
    </Section>
  );
}

/** A phase in the person's words; one that the catalogue does not know stays as it is. */
export function phaseName(phase: string, words: Words): string {
  const known: { readonly [name: string]: string } = words.progress.phases;
  return known[phase] ?? phase;
}

function Conflicts({ report }: { readonly report: RestoreReport }) {
  const words = useWords();
  return (
    <Section title={words.report.conflicts}>
      <Facts
        facts={report.conflicts.map((conflict) => [
          `${words.preview.classes[conflict.class]} (${words.formats.number(conflict.count)})`,
          words.preview.decision[conflict.decision],
        ])}
      />
    </Section>
  );
}
