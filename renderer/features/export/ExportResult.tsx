import CheckIcon from '@mui/icons-material/CheckCircleOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { MadeExport } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { type Fact, Facts, Figures } from '../../components/Facts.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { Page, Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { MONO_FONT } from '../../theme.ts';
import { useWords } from '../../words/useWords.ts';

/** What was written, in one sentence, in figures, and what needs a look. */
export function ExportResult({ made }: { readonly made: MadeExport }) {
  const words = useWords();
  const store = useWorkStore();
  const failure = useWork((work) => work.exportFailure);
  const { exports, formats } = words;
  const grave = made.problems.some(({ severity }) => severity !== 'note');
  const Icon = grave ? WarningIcon : CheckIcon;
  const models = Object.entries(made.byModel).filter(([, count]) => count > 0);
  return (
    <Page width={860}>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start' }}>
        <Icon aria-hidden sx={{ fontSize: 32, color: grave ? 'warning.main' : 'success.main' }} />
        <Box sx={{ minWidth: 0, flex: 1 }}>
          <Typography variant="h1" data-testid="export-verdict">
            {grave ? exports.doneFindings : exports.done}
          </Typography>
          <Typography variant="body1" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
            {exports.doneLead(made.name, made.folder)}
          </Typography>
        </Box>
        <Button variant="outlined" color="inherit" onClick={() => void store.getState().showExport()}>
          {exports.show}
        </Button>
      </Box>
      {failure && <ErrorCard error={failure} />}
      <Figures
        figures={[
          [exports.records, formats.number(made.records)],
          ...(made.format === 'package'
            ? ([[exports.storedFiles, formats.number(made.files)]] as const)
            : []),
          [exports.bytes, formats.bytes(made.bytes)],
          [exports.took, formats.duration(made.durationMs / 1000)],
        ]}
      />
      {made.problems.length > 0 && (
        <Section title={exports.findings}>
          <ProblemList problems={made.problems} />
        </Section>
      )}
      <Section title={made.name} aside={<CopyButton text={made.sha256} label={exports.copySha} />}>
        <Facts facts={factsOf(made, words)} />
      </Section>
      <Section title={exports.byModel} flush>
        <Box
          component="table"
          data-testid="export-models"
          sx={{
            width: '100%',
            borderCollapse: 'collapse',
            fontSize: '0.8125rem',
            '& th, & td': { px: 1.75, py: 0.5, textAlign: 'left', borderTop: 1, borderColor: 'divider' },
            '& th': { fontWeight: 600, color: 'text.secondary' },
            '& td:last-child, & th:last-child': { textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
          }}
        >
          <thead>
            <tr>
              <th scope="col">{exports.model}</th>
              <th scope="col">{exports.what}</th>
            </tr>
          </thead>
          <tbody>
            {models.map(([model, count]) => (
              <tr key={model}>
                <td>{model}</td>
                <td>{formats.number(count)}</td>
              </tr>
            ))}
          </tbody>
        </Box>
      </Section>
    </Page>
  );
}

function factsOf(made: MadeExport, { exports }: Words): readonly Fact[] {
  const { facts } = exports;
  return [
    [facts.format, exports.formats[made.format].name],
    [facts.target, made.target],
    [
      facts.sha256,
      <Box
        component="span"
        key="sha"
        data-testid="export-sha"
        sx={{ fontFamily: MONO_FONT, fontSize: '0.75rem' }}
      >
        {made.sha256}
      </Box>,
    ],
    [facts.encryption, exports.encrypted[made.encryption]],
    ...(made.signature
      ? ([[facts.signature, facts.signedBy(made.signature.name, made.signature.fingerprint)]] as const)
      : []),
  ];
}
