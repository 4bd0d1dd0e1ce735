import ComputerIcon from '@mui/icons-material/ComputerOutlined';
import ProductionIcon from '@mui/icons-material/GppMaybeOutlined';
import TestIcon from '@mui/icons-material/ScienceOutlined';
import Box from '@mui/material/Box';
import type { OpenProfile } from '../../preload/contract/bridge.ts';
import { useWords } from '../words/useWords.ts';

const ICONS = { production: ProductionIcon, test: TestIcon, embedded: ComputerIcon };

interface EnvironmentChipProps {
  readonly profile: Pick<OpenProfile, 'environment' | 'colour'>;
  /** Stands in the place of the environment's own word. */
  readonly children?: string;
  readonly testId?: string;
}

/** What a system is for: a mark and a word, with an edge in its profile's colour. */
export function EnvironmentChip({ profile, children, testId }: EnvironmentChipProps) {
  const words = useWords();
  const { environment, colour } = profile;
  const Icon = ICONS[environment];
  return (
    <Box
      component="span"
      data-testid={testId}
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.75,
        px: 1,
        py: 0.25,
        minWidth: 0,
        border: 1,
        borderLeft: 6,
        borderColor: `profile.${colour}`,
        borderRadius: 1,
        fontSize: '0.75rem',
        fontWeight: 600,
        color: 'text.primary',
        whiteSpace: 'nowrap',
      }}
    >
      <Icon aria-hidden sx={{ fontSize: 16, flexShrink: 0 }} />
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
        {children ?? words.profiles.environments[environment]}
      </Box>
    </Box>
  );
}
