import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Page } from '../../components/Section.tsx';
import { useReadAgain } from '../../components/useReadAgain.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { JobList } from './JobList.tsx';
import { JobPane } from './JobPane.tsx';

/** How often the list is read again while it is shown, in milliseconds. */
const EVERY = 5000;

/** Everything that was done, the newest first; one of them beside the list. */
export function JobsScreen() {
  const words = useWords();
  const store = useWorkStore();
  const page = useWork((work) => work.jobs);
  const search = useWork((work) => work.jobSearch);
  const error = useWork((work) => work.jobsError);
  const shown = useWork((work) => work.shownJob);
  useReadAgain(store.getState().loadJobs, EVERY);
  return (
    <Page>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="h1" sx={{ flex: 1 }}>
          {words.jobs.title}
        </Typography>
        <TextField
          size="small"
          label={words.jobs.search}
          value={search}
          onChange={(event) => void store.getState().searchJobs(event.target.value)}
        />
      </Box>
      {error && <ErrorCard error={error} />}
      {page && page.total === 0 && (
        <Typography variant="body1" color="textSecondary">
          {search === '' ? words.jobs.empty : words.jobs.nothingFound}
        </Typography>
      )}
      {page && page.total > 0 && (
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: {
              xs: 'minmax(0, 1fr)',
              md: 'minmax(0, 1fr) 320px',
              lg: 'minmax(0, 3fr) minmax(0, 2fr)',
            },
            gap: 2,
            alignItems: 'start',
          }}
        >
          <JobList page={page} shown={shown?.job.id ?? null} />
          {shown && <JobPane key={shown.job.id} shown={shown} />}
        </Box>
      )}
    </Page>
  );
}
