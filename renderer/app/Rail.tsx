import RepairIcon from '@mui/icons-material/BuildOutlined';
import CheckIcon from '@mui/icons-material/Check';
import CompareIcon from '@mui/icons-material/CompareArrowsOutlined';
import DescriptionIcon from '@mui/icons-material/DescriptionOutlined';
import PreviewIcon from '@mui/icons-material/FactCheckOutlined';
import ExportIcon from '@mui/icons-material/FileUploadOutlined';
import FolderOpenIcon from '@mui/icons-material/FolderOpenOutlined';
import HistoryIcon from '@mui/icons-material/HistoryOutlined';
import InventoryIcon from '@mui/icons-material/Inventory2Outlined';
import HealthIcon from '@mui/icons-material/MonitorHeartOutlined';
import SnapshotsIcon from '@mui/icons-material/PhotoLibraryOutlined';
import PlayIcon from '@mui/icons-material/PlayCircleOutlined';
import SelectionIcon from '@mui/icons-material/RuleOutlined';
import SchedulesIcon from '@mui/icons-material/ScheduleOutlined';
import StorageIcon from '@mui/icons-material/StorageOutlined';
import UndoIcon from '@mui/icons-material/UndoOutlined';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Divider from '@mui/material/Divider';
import Tooltip from '@mui/material/Tooltip';
import { useWork, useWorkStore } from '../state/useWork.ts';
import { canGoTo, PLACES, STEPS, type Step, type Work } from '../state/work.ts';
import { useWords } from '../words/useWords.ts';

const ICONS: { readonly [step in Step]: typeof CheckIcon } = {
  open: FolderOpenIcon,
  package: InventoryIcon,
  target: StorageIcon,
  preview: PreviewIcon,
  restore: PlayIcon,
  report: DescriptionIcon,
  snapshots: SnapshotsIcon,
  schedules: SchedulesIcon,
  jobs: HistoryIcon,
  selection: SelectionIcon,
  export: ExportIcon,
  'export-selection': SelectionIcon,
  undo: UndoIcon,
  health: HealthIcon,
  repair: RepairIcon,
  compare: CompareIcon,
};

/** A step that has been taken. */
function isDone(work: Work, step: Step): boolean {
  switch (step) {
    case 'open':
      return work.pkg !== null;
    case 'package':
      return work.inspection !== null && work.inspection.readable !== 'no';
    case 'target':
      return work.target !== null;
    case 'preview':
      return work.plan !== null || work.report !== null;
    case 'restore':
    case 'report':
      return work.report !== null;
    case 'selection':
    case 'export':
    case 'export-selection':
    case 'snapshots':
    case 'schedules':
    case 'jobs':
    case 'undo':
    case 'health':
    case 'repair':
    case 'compare':
      return false;
  }
}

/** Records are chosen on the way from the target to the preview, or for an export; snapshots are compared in their place. */
function placeInRail(step: Step): Step {
  if (step === 'compare') return 'snapshots';
  if (step === 'export-selection') return 'export';
  return step === 'selection' ? 'target' : step;
}

/** The path of the work, on the left; icons alone in a narrow window. */
export function Rail() {
  const words = useWords();
  return (
    <Box
      component="nav"
      aria-label={words.steps.label}
      data-pane="rail"
      sx={{
        gridArea: 'rail',
        borderRight: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        py: 1.5,
        px: 1,
        minHeight: 0,
        // In a low window, or a large type, it is scrolled; the bar leaves the icons their room.
        overflowX: 'hidden',
        overflowY: 'auto',
        '&::-webkit-scrollbar': { width: 6 },
        '&::-webkit-scrollbar-thumb': { bgcolor: 'text.disabled', borderRadius: 3 },
      }}
    >
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.5 }}>
        {STEPS.map((step) => (
          <RailStep key={step} step={step} />
        ))}
      </Box>
      <Divider sx={{ my: 1 }} />
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.5 }}>
        {PLACES.map((place) => (
          <RailStep key={place} step={place} />
        ))}
      </Box>
    </Box>
  );
}

function RailStep({ step }: { readonly step: Step }) {
  const words = useWords();
  const store = useWorkStore();
  const current = useWork((work) => placeInRail(work.step) === step);
  const done = useWork((work) => isDone(work, step));
  const reachable = useWork((work) => work.step === step || canGoTo(work, step));
  const Icon = ICONS[step];
  const name = words.steps[step];
  return (
    <Box component="li">
      <Tooltip title={reachable ? '' : `${name}: ${words.steps.notYet}`} placement="right">
        <Box component="span" sx={{ display: 'block' }}>
          <ButtonBase
            disabled={!reachable}
            aria-current={current ? 'step' : undefined}
            aria-label={done && !current ? `${name}, ${words.steps.done}` : name}
            onClick={() => store.getState().goTo(step)}
            sx={{
              width: '100%',
              height: 36,
              px: 1.25,
              gap: 1.25,
              borderRadius: 1,
              justifyContent: { xs: 'center', md: 'flex-start' },
              fontSize: '0.8125rem',
              fontWeight: current ? 600 : 500,
              color: current ? 'primary.main' : reachable ? 'text.primary' : 'text.disabled',
              bgcolor: current ? 'primary.light' : 'transparent',
              '&:hover': { bgcolor: current ? 'primary.light' : 'action.hover' },
            }}
          >
            <Icon sx={{ fontSize: 20 }} aria-hidden />
            <Box component="span" sx={{ display: { xs: 'none', md: 'inline' }, flex: 1, textAlign: 'left' }}>
              {name}
            </Box>
            {done && !current && (
              <CheckIcon
                aria-hidden
                sx={{ fontSize: 16, color: 'success.main', display: { xs: 'none', md: 'inline' } }}
              />
            )}
          </ButtonBase>
        </Box>
      </Tooltip>
    </Box>
  );
}
