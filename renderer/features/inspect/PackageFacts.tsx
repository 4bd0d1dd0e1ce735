import CheckIcon from '@mui/icons-material/CheckCircleOutlined';
import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import AbsentIcon from '@mui/icons-material/RemoveCircleOutlineOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { Inspection } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { type Fact, Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Section.tsx';
import { MONO_FONT } from '../../theme.ts';
import { useWords } from '../../words/useWords.ts';

/** Where the package comes from, whether it is whole, its files, its references, the secrets in it. */
export function PackageFacts({ inspection }: { readonly inspection: Inspection }) {
  return (
    <>
      <Origin inspection={inspection} />
      <Integrity inspection={inspection} />
      <FilesAndReferences inspection={inspection} />
      <Secrets inspection={inspection} />
    </>
  );
}

function Origin({ inspection }: { readonly inspection: Inspection }) {
  const words = useWords();
  const { fact } = words.package;
  const { metadata, sha256 } = inspection;
  const included = metadata?.components.filter((component) => component.included) ?? [];
  const excluded = metadata?.components.filter((component) => !component.included) ?? [];
  const facts: Fact[] = [
    [fact.format, words.package.formats[inspection.format]],
    [fact.size, words.formats.bytes(inspection.size)],
    [fact.exported, metadata?.exportedAt ? words.formats.time(metadata.exportedAt) : words.common.unknown],
    [fact.edms, metadata?.edmsVersion ?? words.common.unknown],
    [fact.django, metadata?.djangoVersion ?? words.common.unknown],
    [fact.database, metadata?.databaseEngine ?? words.common.unknown],
  ];
  if (metadata?.exportType) facts.push([fact.exportType, metadata.exportType]);
  facts.push([fact.dialect, words.package.dialects[inspection.dialect]]);
  facts.push([words.encryption.fact, encryptionText(inspection.encryption, words)]);
  facts.push([words.encryption.signature, <Signature key="signature" signature={inspection.signature} />]);
  if (included.length > 0) facts.push([fact.components, included.map(({ name }) => name).join(', ')]);
  if (excluded.length > 0) facts.push([fact.notContained, excluded.map(({ name }) => name).join(', ')]);
  if (metadata && metadata.options.length > 0) {
    facts.push([fact.options, metadata.options.map(({ name, value }) => `${name}: ${value}`).join(', ')]);
  }
  if (sha256) {
    facts.push([
      'sha256',
      <Box component="span" key="sha256" sx={{ fontFamily: MONO_FONT, fontSize: '0.6875rem' }}>
        {sha256}
      </Box>,
    ]);
  }
  return (
    <Section title={words.package.facts}>
      <Facts facts={facts} />
    </Section>
  );
}

function encryptionText(encryption: Inspection['encryption'], { encryption: said, formats }: Words): string {
  if (encryption === null) return said.none;
  if (encryption.by === 'passphrase') return said.byPassphrase;
  return said.byRecipients(formats.number(encryption.recipients), encryption.recipients === 1);
}

function Signature({ signature }: { readonly signature: Inspection['signature'] }) {
  const { encryption: said } = useWords();
  const text =
    signature.kind === 'signed' ? (signature.known ? said.signed : said.unknown) : said[signature.kind];
  return (
    <>
      {text}
      {'fingerprint' in signature && (
        <Box component="span" sx={{ display: 'block', fontFamily: MONO_FONT, fontSize: '0.6875rem' }}>
          {signature.fingerprint}
        </Box>
      )}
    </>
  );
}

const CHECK_LOOKS = {
  ok: { Icon: CheckIcon, color: 'success.main' },
  failed: { Icon: ErrorIcon, color: 'error.main' },
  absent: { Icon: AbsentIcon, color: 'text.secondary' },
} as const;

function Integrity({ inspection }: { readonly inspection: Inspection }) {
  const words = useWords();
  return (
    <Section title={words.package.checks}>
      {inspection.checks.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          {words.package.noChecks}
        </Typography>
      )}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.75 }}>
        {inspection.checks.map(({ name, result, detail }) => {
          const { Icon, color } = CHECK_LOOKS[result];
          return (
            <Box
              component="li"
              key={`${name} ${detail}`}
              sx={{ display: 'grid', gridTemplateColumns: '20px minmax(0, 1fr)', columnGap: 1 }}
            >
              <Icon aria-hidden sx={{ fontSize: 18, color, mt: '1px' }} />
              <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
                {name}: {words.package.check[result]}
                {detail && (
                  <Typography
                    component="span"
                    variant="caption"
                    color="textSecondary"
                    sx={{ display: 'block' }}
                  >
                    {detail}
                  </Typography>
                )}
              </Typography>
            </Box>
          );
        })}
      </Box>
    </Section>
  );
}

function FilesAndReferences({ inspection }: { readonly inspection: Inspection }) {
  const words = useWords();
  const { number } = words.formats;
  const { files, references } = inspection;
  const { fileFacts, referenceFacts } = words.package;
  const fileLines = [
    `${number(files.named)} ${fileFacts.named}`,
    files.missing > 0 ? `${number(files.missing)} ${fileFacts.missing}` : null,
    files.unnamed > 0 ? `${number(files.unnamed)} ${fileFacts.unnamed}` : null,
    files.wrongSize > 0 ? `${number(files.wrongSize)} ${fileFacts.wrongSize}` : null,
    files.wrongChecksum > 0 ? `${number(files.wrongChecksum)} ${fileFacts.wrongChecksum}` : null,
  ].filter((line) => line !== null);
  return (
    <Section title={words.package.fileTitle}>
      <Facts
        facts={[
          [words.package.figures.files, [words.counts.files(files.count), ...fileLines].join(', ')],
          [
            words.package.referenceTitle,
            [
              `${number(references.total)} ${referenceFacts.total}`,
              references.dangling > 0 ? `${number(references.dangling)} ${referenceFacts.dangling}` : null,
              references.duplicates > 0
                ? `${number(references.duplicates)} ${referenceFacts.duplicates}`
                : null,
            ]
              .filter((line) => line !== null)
              .join(', '),
          ],
        ]}
      />
    </Section>
  );
}

function Secrets({ inspection }: { readonly inspection: Inspection }) {
  const words = useWords();
  if (inspection.secrets.length === 0) return null;
  return (
    <Section title={words.package.secrets}>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {words.package.secretsHint}
      </Typography>
      <Facts
        facts={inspection.secrets.map(({ where, kind, count }) => [
          where,
          `${kind}${count > 1 ? ` (${words.formats.number(count)})` : ''}`,
        ])}
      />
    </Section>
  );
}
