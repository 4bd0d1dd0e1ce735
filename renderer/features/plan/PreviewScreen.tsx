import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { COLUMN, mainPart } from '../../components/column.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Page } from '../../components/Section.tsx';
import { Working } from '../../components/Working.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { BeyondPanel } from '../modes/BeyondPanel.tsx';
import { ModePanel } from '../modes/ModePanel.tsx';
import { VersionsPanel } from '../modes/VersionsPanel.tsx';
import { DecisionsPanel } from './DecisionsPanel.tsx';
import { PlanTable } from './PlanTable.tsx';
import { RecordPane } from './RecordPane.tsx';
import { TableFilters } from './TableFilters.tsx';
import { Totals } from './Totals.tsx';

/** Three closed panels, the filters and some lines of the table, in pixels. */
const LEAST_HEIGHT = 320;

/** What would happen to every record, what needs the person, and each record field by field. */
export function PreviewScreen() {
  const words = useWords();
  const plan = useWork((work) => work.plan);
  const planning = useWork((work) => work.planning !== null);
  const error = useWork((work) => work.planError);
  const policyError = useWork((work) => work.policyError);
  const selected = useWork((work) => work.selected);
  if (planning && !plan) {
    const { planning: title, planningHint } = words.preview;
    return <Working of={(work) => work.planning} title={title} hint={planningHint} />;
  }
  if (!plan) {
    return (
      <Page width={820}>
        <Typography variant="h1">{words.steps.preview}</Typography>
        {error && <ErrorCard error={error} />}
      </Page>
    );
  }
  return (
    <Box sx={COLUMN}>
      <Box sx={{ height: 3 }}>
        {planning && <LinearProgress aria-label={words.preview.updating} sx={{ height: 3 }} />}
      </Box>
      <Totals plan={plan} />
      <Box
        sx={{
          ...mainPart(LEAST_HEIGHT),
          display: 'grid',
          gridTemplateColumns:
            selected === null ? 'minmax(0, 1fr)' : { xs: 'minmax(0, 1fr) 300px', lg: 'minmax(0, 1fr) 420px' },
        }}
      >
        <Box sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, minWidth: 0 }}>
          {policyError && (
            <Box sx={{ mx: 2, mb: 1, flexShrink: 0 }}>
              <ErrorCard error={policyError} />
            </Box>
          )}
          <ModePanel plan={plan} />
          <BeyondPanel plan={plan} />
          <VersionsPanel plan={plan} />
          <DecisionsPanel plan={plan} />
          <TableFilters plan={plan} />
          <PlanTable />
        </Box>
        {selected !== null && <RecordPane />}
      </Box>
    </Box>
  );
}
