import EqualIcon from '@mui/icons-material/CheckCircleOutlined';
import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import type { Comparison } from '../../../preload/contract/types.ts';
import { COLUMN, mainPart } from '../../components/column.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Figures } from '../../components/Facts.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { Working } from '../../components/Working.tsx';
import { COMPARE_TABS, type CompareTab } from '../../state/compare-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { DifferencePane } from './DifferencePane.tsx';
import { DifferenceTable } from './DifferenceTable.tsx';
import { StatesForm } from './StatesForm.tsx';
import { Sums } from './Sums.tsx';
import { TimelineTab } from './TimelineTab.tsx';

/** What differs between two snapshots, or one and the EDMS as it is now; and one record through all snapshots. */
export function CompareScreen() {
  const words = useWords();
  const store = useWorkStore();
  const tab = useWork((work) => work.compareTab);
  const id = useId();
  return (
    <Box
      sx={{
        ...COLUMN,
        gap: 1,
        px: 2,
        pt: 2,
        pb: 1.5,
      }}
    >
      <Typography variant="h1">{words.compare.title}</Typography>
      <Tabs
        value={tab}
        aria-label={words.compare.tabsLabel}
        onChange={(_event, chosen: CompareTab) => store.getState().showCompareTab(chosen)}
        sx={{ minHeight: 36, flexShrink: 0 }}
      >
        {COMPARE_TABS.map((one) => (
          <Tab
            key={one}
            value={one}
            label={words.compare.tabs[one]}
            id={`${id}-${one}`}
            aria-controls={one === tab ? `${id}-panel` : undefined}
            sx={{ minHeight: 36, py: 0 }}
          />
        ))}
      </Tabs>
      <Box
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${tab}`}
        sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1 }}
      >
        {tab === 'timeline' ? <Following /> : <Differences />}
      </Box>
    </Box>
  );
}

function Following() {
  const words = useWords();
  const following = useWork((work) => work.following !== null);
  const { working, workingHint } = words.compare.timeline;
  if (!following) return <TimelineTab />;
  return <Working of={(work) => work.following} title={working} hint={workingHint} />;
}

function Differences() {
  const words = useWords();
  const comparing = useWork((work) => work.comparing !== null);
  const comparison = useWork((work) => work.comparison);
  const error = useWork((work) => work.compareError);
  if (comparing) {
    const { working, workingHint } = words.compare;
    return <Working of={(work) => work.comparing} title={working} hint={workingHint} />;
  }
  return (
    <>
      <Box sx={{ pt: 1, flexShrink: 0 }}>
        <StatesForm />
      </Box>
      {error && <ErrorCard error={error} />}
      {comparison ? (
        <Compared comparison={comparison} />
      ) : (
        !error && (
          <Typography variant="body2" color="textSecondary">
            {words.compare.lead}
          </Typography>
        )
      )}
    </>
  );
}

/** What the comparison says nothing about. */
function Left({ notCompared: { files, records, problems } }: Pick<Comparison, 'notCompared'>) {
  const words = useWords();
  const lines = [
    ...(files === null ? [] : [words.compare.filesLeft[files]]),
    ...(records === 0 ? [] : [words.compare.recordsLeft(records)]),
  ];
  if (lines.length === 0 && problems.length === 0) return null;
  return (
    <Box data-testid="not-compared" sx={{ flexShrink: 0, maxHeight: 140, overflow: 'auto' }}>
      {lines.map((line) => (
        <Typography key={line} variant="body2" color="textSecondary">
          {line}
        </Typography>
      ))}
      {problems.length > 0 && <ProblemList problems={problems} few={2} />}
    </Box>
  );
}

/** Some lines of the table of differences, in pixels. */
const LEAST_HEIGHT = 220;
/** Some lines of the sums, where they stand above the table. */
const SUMS_HEIGHT = 140;
const GAP = 12;

function Compared({ comparison }: { readonly comparison: Comparison }) {
  const words = useWords();
  const at = useWork((work) => work.comparedAt);
  const { notCompared } = comparison;
  const shown = useWork((work) => work.shownDifference);
  const { added, changed, removed } = comparison.total;
  const asOf = at === null ? '' : words.compare.asOf(words.formats.time(at));
  if (added + changed + removed === 0) {
    return (
      <Box data-testid="nothing-differs" role="status" sx={{ display: 'flex', gap: 1.5, pt: 2 }}>
        <EqualIcon aria-hidden sx={{ color: 'success.main', fontSize: 28 }} />
        <Box>
          <Typography variant="h2">{words.compare.nothing}</Typography>
          <Typography variant="body2">
            {notCompared.files === null ? words.compare.nothingFiles : words.compare.nothingLead}
          </Typography>
          <Typography variant="caption" color="textSecondary">
            {asOf}
          </Typography>
          <Left notCompared={notCompared} />
        </Box>
      </Box>
    );
  }
  const { number } = words.formats;
  const { change } = words.compare;
  return (
    <>
      <Box
        data-testid="compare-sum"
        role="status"
        sx={{ display: 'flex', flexWrap: 'wrap', gap: 3, alignItems: 'flex-end', flexShrink: 0 }}
      >
        <Figures
          figures={[
            [change.added, number(added)],
            [change.changed, number(changed)],
            [change.removed, number(removed)],
          ]}
        />
        <Typography variant="caption" color="textSecondary">
          {asOf}
        </Typography>
      </Box>
      <Left notCompared={notCompared} />
      <Box
        sx={{
          ...mainPart(LEAST_HEIGHT),
          display: 'grid',
          gap: `${GAP}px`,
          gridTemplateRows: 'minmax(0, 1fr)',
          // Three beside each other need more room than a narrow window has.
          ...(shown !== null && {
            minHeight: { xs: SUMS_HEIGHT + GAP + LEAST_HEIGHT, md: LEAST_HEIGHT },
            gridTemplateRows: { xs: `${SUMS_HEIGHT}px minmax(0, 1fr)`, md: 'minmax(0, 1fr)' },
            '& > [data-pane="sums"]': { gridColumn: { xs: '1 / -1', md: 'auto' } },
          }),
          gridTemplateColumns:
            shown === null
              ? 'minmax(180px, 260px) minmax(0, 1fr)'
              : {
                  xs: 'repeat(2, minmax(0, 1fr))',
                  md: '160px minmax(0, 1fr) minmax(0, 1fr)',
                  lg: '240px minmax(0, 4fr) minmax(0, 5fr)',
                },
        }}
      >
        <Sums comparison={comparison} />
        <DifferenceTable />
        {shown !== null && <DifferencePane index={shown} />}
      </Box>
    </>
  );
}
