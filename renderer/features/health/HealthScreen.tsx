import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import type { Health } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { type Fact, Figures } from '../../components/Facts.tsx';
import { Page } from '../../components/Section.tsx';
import { Working } from '../../components/Working.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { EdmsRecords } from './EdmsRecords.tsx';
import { FindingList } from './FindingList.tsx';
import { Growth } from './Growth.tsx';
import { LEVEL_LOOKS } from './levels.ts';
import { TableSizes } from './TableSizes.tsx';

/** How the open target is: the verdict, the figures, what was found, sizes and growth. */
export function HealthScreen() {
  const words = useWords();
  const checking = useWork((work) => work.checking !== null);
  const health = useWork((work) => work.health);
  const error = useWork((work) => work.healthError);
  if (checking && !health) {
    const { checking: title, checkingHint } = words.health;
    return <Working of={(work) => work.checking} title={title} hint={checkingHint} />;
  }
  return (
    <Page>
      {checking && <LinearProgress aria-label={words.health.checking} />}
      {!health && <Typography variant="h1">{words.steps.health}</Typography>}
      {error && <ErrorCard error={error} />}
      {health && <Shown health={health} />}
    </Page>
  );
}

function Shown({ health }: { readonly health: Health }) {
  const words = useWords();
  const { lastBackup } = health;
  return (
    <>
      <Verdict health={health} />
      <Figures figures={figuresOf(health, words)} />
      <Box>
        {lastBackup && (
          <Typography variant="body2" color="textSecondary">
            {words.health.backup(words.formats.time(lastBackup.at), lastBackup.kind, lastBackup.by)}
          </Typography>
        )}
        {!health.storage && (
          <Typography variant="body2" color="textSecondary">
            {words.health.noStorage}
          </Typography>
        )}
        <Noted />
      </Box>
      <FindingList findings={health.findings} />
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
          gap: 2,
          alignItems: 'start',
        }}
      >
        <TableSizes tables={health.tables} />
        <Growth growth={health.growth} />
      </Box>
      <EdmsRecords checks={health.edmsChecks} metrics={health.edmsMetrics} />
    </>
  );
}

function Verdict({ health }: { readonly health: Health }) {
  const words = useWords();
  const label = useWork((work) => work.target?.summary.label ?? '');
  const { Icon, color } = LEVEL_LOOKS[health.level];
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start' }}>
      <Icon aria-hidden sx={{ fontSize: 32, color }} />
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="h1" data-testid="health-verdict">
          {words.health.verdict[health.level]}
        </Typography>
        <Typography variant="body1" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {words.health.of(label, words.formats.time(health.checkedAt))}
        </Typography>
      </Box>
    </Box>
  );
}

function figuresOf({ latencyMs, databaseBytes, storage, lastBackup }: Health, words: Words): readonly Fact[] {
  const { formats, common } = words;
  const { figures, notInSight } = words.health;
  const stored: readonly Fact[] = storage
    ? [
        [figures.files, `${formats.number(storage.files)} (${formats.bytes(storage.bytes)})`],
        [figures.free, storage.freeBytes === null ? common.unknown : formats.bytes(storage.freeBytes)],
        [figures.full, storage.fullOn === null ? notInSight : formats.date(storage.fullOn)],
      ]
    : [];
  return [
    [figures.latency, `${formats.number(Math.round(latencyMs * 10) / 10)} ms`],
    [figures.database, formats.bytes(databaseBytes)],
    ...stored,
    [figures.backup, lastBackup ? formats.ago(lastBackup.at) : common.none],
  ];
}

function Noted() {
  const words = useWords();
  const noted = useWork((work) => work.noted);
  if (!noted) return null;
  const rows = noted.map(({ table, rows: count }) => words.health.notedRow(table, count));
  return (
    <Typography variant="body2" role="status">
      {rows.length === 0 ? words.health.notedNothing : words.health.noted(rows.join(', '))}
    </Typography>
  );
}
