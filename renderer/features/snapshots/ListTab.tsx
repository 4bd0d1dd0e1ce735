import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { MONO_FONT } from '../../theme.ts';
import { useWords } from '../../words/useWords.ts';
import { Calendar } from './Calendar.tsx';
import { Growth } from './Growth.tsx';
import { shortId } from './proofs.ts';
import { SnapshotPane } from './SnapshotPane.tsx';
import { SnapshotTable } from './SnapshotTable.tsx';

/** The snapshots of a repository, the newest first; one of them beside the list, and days and growth below it. */
export function ListTab() {
  const words = useWords();
  const list = useWork((work) => work.snapshots);
  const shown = useWork((work) => work.snapshots?.snapshots.find(({ id }) => id === work.shownSnapshot));
  if (!list) return null;
  const { snapshots } = list;
  return (
    <>
      <Unreadable />
      {snapshots.length === 0 ? (
        <Typography variant="body1" color="textSecondary">
          {list.unreadable.length > 0 ? words.snapshots.noneReadable : words.snapshots.empty}
        </Typography>
      ) : (
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 3fr) minmax(0, 2fr)' },
            // Where there is no room beside the list, what is said of a snapshot follows it, before the charts.
            gridTemplateAreas: { xs: '"list" "pane" "charts"', lg: '"list pane" "charts pane"' },
            gridTemplateRows: { lg: 'auto 1fr' },
            gap: 2,
            alignItems: 'start',
          }}
        >
          <Box sx={{ gridArea: 'list', minWidth: 0 }}>
            <SnapshotTable snapshots={snapshots} />
          </Box>
          <Box sx={{ gridArea: 'charts', display: 'grid', gap: 2, minWidth: 0 }}>
            <Calendar snapshots={snapshots} />
            <Growth snapshots={snapshots} />
          </Box>
          {shown && (
            <Box sx={{ gridArea: 'pane', minWidth: 0 }}>
              <SnapshotPane key={shown.id} snapshot={shown} />
            </Box>
          )}
        </Box>
      )}
    </>
  );
}

/** Snapshots that are there and cannot be read: which, why, and what that means. */
function Unreadable() {
  const words = useWords();
  const store = useWorkStore();
  const unreadable = useWork((work) => work.snapshots?.unreadable ?? []);
  if (unreadable.length === 0) return null;
  return (
    <Section
      title={words.snapshots.unreadable(unreadable.length)}
      aside={<WarningIcon aria-hidden sx={{ color: 'warning.main', fontSize: 20 }} />}
    >
      <Box component="ul" sx={{ m: 0, pl: 2.5 }} data-testid="unreadable">
        {unreadable.map(({ id, error }) => (
          <Typography component="li" variant="body2" key={id} sx={{ overflowWrap: 'anywhere' }}>
            <Box component="span" sx={{ fontFamily: MONO_FONT }}>
              {shortId(id)}
            </Box>
            {`: ${error.message}`}
          </Typography>
        ))}
      </Box>
      <Typography variant="body2" color="textSecondary" sx={{ my: 1 }}>
        {words.snapshots.unreadableHint}
      </Typography>
      <Button
        size="small"
        variant="outlined"
        color="inherit"
        onClick={() => store.getState().showSnapshotTab('upkeep')}
      >
        {words.snapshots.toUpkeep}
      </Button>
    </Section>
  );
}
