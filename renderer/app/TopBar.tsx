import ArrowIcon from '@mui/icons-material/ArrowRightAlt';
import InventoryIcon from '@mui/icons-material/Inventory2Outlined';
import StorageIcon from '@mui/icons-material/StorageOutlined';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import type { OpenedTarget } from '../../preload/contract/bridge.ts';
import { EnvironmentChip } from '../components/EnvironmentChip.tsx';
import { SignedIn } from '../features/session/SignedIn.tsx';
import { nameOfTarget } from '../state/production.ts';
import { useWork, useWorkStore } from '../state/useWork.ts';
import { canGoTo, isWriting } from '../state/work.ts';
import { useWords } from '../words/useWords.ts';

/** Where from and where to: always in sight, and a click changes either. */
export function TopBar() {
  const words = useWords();
  const store = useWorkStore();
  const pkg = useWork((work) => work.pkg);
  const target = useWork((work) => work.target);
  const profile = target?.profile ?? null;
  const canChooseTarget = useWork((work) => canGoTo(work, 'target'));
  const canChoosePackage = useWork((work) => !isWriting(work));
  return (
    <Box
      component="header"
      data-pane="top"
      sx={{
        gridArea: 'top',
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        px: 2,
        py: 1,
        minWidth: 0,
        borderBottom: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      <Chip
        icon={<InventoryIcon sx={{ fontSize: 18 }} aria-hidden />}
        label={words.topBar.changePackage}
        disabled={!canChoosePackage}
        onClick={() => store.getState().goTo(pkg ? 'package' : 'open')}
        filled={pkg !== null}
      >
        {pkg?.name ?? words.topBar.noPackage}
      </Chip>
      <ArrowIcon sx={{ color: 'text.secondary', flexShrink: 0 }} aria-hidden />
      <Chip
        icon={<StorageIcon sx={{ fontSize: 18 }} aria-hidden />}
        label={words.topBar.changeTarget}
        disabled={!canChooseTarget}
        onClick={() => store.getState().goTo('target')}
        filled={target !== null}
        edge={target ? edgeOf(target) : undefined}
      >
        {target ? nameOfTarget(target) : words.topBar.noTarget}
      </Chip>
      <Box sx={{ ml: 'auto', pl: 1, minWidth: 0, display: 'flex', gap: 1, flexShrink: 0 }}>
        <SignedIn />
        {profile?.environment === 'production' && (
          <EnvironmentChip profile={profile} testId="production">
            {words.profiles.environments.production}
          </EnvironmentChip>
        )}
      </Box>
    </Box>
  );
}

/** A profile's own colour; without a profile, one for somebody's server and one for an embedded database. */
function edgeOf({ summary, profile }: OpenedTarget): string {
  if (profile) return `profile.${profile.colour}`;
  return summary.kind === 'server' ? 'warning.main' : 'primary.main';
}

interface ChipProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly disabled: boolean;
  readonly filled: boolean;
  readonly edge?: string | undefined;
  readonly onClick: () => void;
  readonly children: string;
}

/** A server's chip has an edge of its own colour: what is written there is somebody's system. */
function Chip({ icon, label, disabled, filled, edge, onClick, children }: ChipProps) {
  return (
    <ButtonBase
      disabled={disabled}
      onClick={onClick}
      aria-label={`${label}: ${children}`}
      sx={{
        minWidth: 0,
        maxWidth: '50%',
        height: 32,
        px: 1.25,
        gap: 1,
        border: 1,
        borderColor: 'divider',
        borderLeft: edge ? 4 : 1,
        borderLeftColor: edge ?? 'divider',
        borderRadius: 1,
        color: filled ? 'text.primary' : 'text.secondary',
        '&:hover': { bgcolor: 'action.hover' },
      }}
    >
      {icon}
      <Typography variant="body2" noWrap sx={{ fontWeight: filled ? 600 : 400 }} title={children}>
        {children}
      </Typography>
    </ButtonBase>
  );
}
