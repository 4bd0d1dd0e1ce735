import Box from '@mui/material/Box';
import { useDeferredValue, useEffect, useRef } from 'react';
import { CompareScreen } from '../features/compare/CompareScreen.tsx';
import { ExportScreen } from '../features/export/ExportScreen.tsx';
import { ExportSelectionScreen } from '../features/export/ExportSelectionScreen.tsx';
import { HealthScreen } from '../features/health/HealthScreen.tsx';
import { RepairScreen } from '../features/health/RepairScreen.tsx';
import { InspectScreen } from '../features/inspect/InspectScreen.tsx';
import { UnlockDialog } from '../features/inspect/UnlockDialog.tsx';
import { JobsScreen } from '../features/jobs/JobsScreen.tsx';
import { OpenScreen } from '../features/open/OpenScreen.tsx';
import { PreviewScreen } from '../features/plan/PreviewScreen.tsx';
import { ReportScreen } from '../features/report/ReportScreen.tsx';
import { RestoreScreen } from '../features/restore/RestoreScreen.tsx';
import { SchedulesScreen } from '../features/schedules/SchedulesScreen.tsx';
import { SelectionScreen } from '../features/selection/SelectionScreen.tsx';
import { SignInDialog } from '../features/session/SignInDialog.tsx';
import { SnapshotsScreen } from '../features/snapshots/SnapshotsScreen.tsx';
import { TargetScreen } from '../features/target/TargetScreen.tsx';
import { UndoScreen } from '../features/undo/UndoScreen.tsx';
import { waitsForSignIn } from '../state/session-slice.ts';
import { useWork } from '../state/useWork.ts';
import type { Step } from '../state/work.ts';
import { useWords } from '../words/useWords.ts';
import { ActionBar } from './ActionBar.tsx';
import { Confirmations } from './Confirmations.tsx';
import { DropTarget } from './DropTarget.tsx';
import { Notice } from './Notice.tsx';
import { Rail } from './Rail.tsx';
import { TopBar } from './TopBar.tsx';
import { useFocusKept } from './useFocusKept.ts';
import { useKeys } from './useKeys.ts';
import { WindowTitle } from './WindowTitle.tsx';

const SCREENS: { readonly [step in Step]: () => React.ReactNode } = {
  open: OpenScreen,
  package: InspectScreen,
  target: TargetScreen,
  preview: PreviewScreen,
  restore: RestoreScreen,
  report: ReportScreen,
  snapshots: SnapshotsScreen,
  schedules: SchedulesScreen,
  jobs: JobsScreen,
  selection: SelectionScreen,
  undo: UndoScreen,
  health: HealthScreen,
  repair: RepairScreen,
  compare: CompareScreen,
  export: ExportScreen,
  'export-selection': ExportSelectionScreen,
};

/** The frame: where one is, from where to where, the step's screen, and its one action. */
export function Shell() {
  const step = useWork((work) => work.step);
  const words = useWords();
  const main = useRef<HTMLElement>(null);
  // A large screen is made in slices: keys and pointer are answered in between.
  const Screen = SCREENS[useDeferredValue(step)];
  const waits = useWork(waitsForSignIn);
  useKeys();
  useFocusKept();

  const shown = useRef(step);
  useEffect(() => {
    // A new step is announced by moving the focus to it; the first one is left to the page itself.
    if (shown.current !== step) main.current?.focus();
    shown.current = step;
  }, [step]);

  return (
    <Box
      sx={{
        height: '100%',
        display: 'grid',
        gridTemplateColumns: { xs: '56px minmax(0, 1fr)', md: '176px minmax(0, 1fr)' },
        gridTemplateRows: 'auto auto auto minmax(0, 1fr) auto',
        gridTemplateAreas: '"edge edge" "rail top" "rail notice" "rail main" "rail actions"',
      }}
    >
      <WindowTitle />
      <ProductionEdge />
      <Rail />
      <TopBar />
      <Notice />
      <Box
        component="main"
        id="main"
        ref={main}
        tabIndex={-1}
        data-pane="main"
        aria-label={words.steps[step]}
        sx={{ gridArea: 'main', minHeight: 0, overflow: 'hidden', outline: 'none', position: 'relative' }}
      >
        {/* What a target holds is not shown while somebody has to sign in to it. */}
        {waits ? null : <Screen />}
      </Box>
      <ActionBar />
      <Confirmations />
      <SignInDialog />
      <UnlockDialog />
      <DropTarget />
    </Box>
  );
}

/** A band in the profile's colour over the whole window while a production system is open; the top bar has the word. */
function ProductionEdge() {
  const profile = useWork((work) => work.target?.profile ?? null);
  if (profile?.environment !== 'production') return null;
  return (
    <Box
      aria-hidden
      data-testid="production-edge"
      sx={{ gridArea: 'edge', height: 6, bgcolor: `profile.${profile.colour}` }}
    />
  );
}
