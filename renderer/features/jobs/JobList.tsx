import CancelledIcon from '@mui/icons-material/BlockOutlined';
import DoneIcon from '@mui/icons-material/CheckCircleOutlined';
import FailedIcon from '@mui/icons-material/ErrorOutlineOutlined';
import RunningIcon from '@mui/icons-material/PlayCircleOutlined';
import UndoneIcon from '@mui/icons-material/UndoOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import { Section } from '../../components/Section.tsx';
import type { JobPage } from '../../state/jobs-slice.ts';
import { useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

type JobState = JobPage['jobs'][number]['state'];

const LOOKS: { readonly [state in JobState]: { readonly Icon: typeof DoneIcon; readonly color: string } } = {
  running: { Icon: RunningIcon, color: 'primary.main' },
  completed: { Icon: DoneIcon, color: 'success.main' },
  'completed with findings': { Icon: WarningIcon, color: 'warning.main' },
  failed: { Icon: FailedIcon, color: 'error.main' },
  cancelled: { Icon: CancelledIcon, color: 'text.secondary' },
  interrupted: { Icon: FailedIcon, color: 'warning.main' },
  undone: { Icon: UndoneIcon, color: 'text.secondary' },
};

/** What was done, what came of it (icon and word), with which package, into which target. */
export function JobList({ page, shown }: { readonly page: JobPage; readonly shown: string | null }) {
  const words = useWords();
  const store = useWorkStore();
  return (
    <Section title={words.jobs.count(page.total)} flush>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }} data-testid="jobs">
        {page.jobs.map((job) => {
          const { Icon, color } = LOOKS[job.state];
          const about = [job.packagePath ? fileName(job.packagePath) : null, job.target];
          return (
            <Box component="li" key={job.id} sx={{ borderTop: 1, borderColor: 'divider' }}>
              <ButtonBase
                onClick={() => void store.getState().showJob(job.id)}
                aria-pressed={shown === job.id}
                sx={{
                  width: '100%',
                  display: 'grid',
                  gridTemplateColumns: 'auto minmax(0, 1fr) auto',
                  gap: 1.25,
                  px: 1.75,
                  py: 1,
                  textAlign: 'left',
                  alignItems: 'center',
                  bgcolor: shown === job.id ? 'primary.light' : 'transparent',
                }}
              >
                <Icon aria-hidden sx={{ fontSize: 20, color }} />
                <Box sx={{ minWidth: 0 }}>
                  <Typography variant="body2" sx={{ fontWeight: 600 }}>
                    {words.jobs.kinds[job.kind]}: {words.jobs.states[job.state]}
                  </Typography>
                  <Typography variant="caption" color="textSecondary" noWrap component="div">
                    {about.filter((part) => part !== null).join(' → ')}
                  </Typography>
                </Box>
                <Typography variant="caption" color="textSecondary">
                  {words.formats.time(job.startedAt)}
                </Typography>
              </ButtonBase>
            </Box>
          );
        })}
      </Box>
      {page.jobs.length < page.total && (
        <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0, px: 1.75, py: 1 }}>
          {words.jobs.newest(page.jobs.length, page.total)}
        </Typography>
      )}
    </Section>
  );
}

function fileName(filePath: string): string {
  return filePath.split(/[\\/]/).at(-1) ?? filePath;
}
