import ExpandIcon from '@mui/icons-material/ExpandMore';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { type ReactNode, useId, useState } from 'react';

interface PanelProps {
  readonly title: string;
  readonly icon: ReactNode;
  readonly startsOpen?: boolean;
  /** False where there is nothing to open. */
  readonly children: ReactNode;
}

/** A part of the preview above the table: its title says the most important thing, opened it says the rest. */
export function Panel({ title, icon, startsOpen = false, children }: PanelProps) {
  const [wanted, setWanted] = useState(startsOpen);
  const regionId = useId();
  const open = wanted && children !== false;
  return (
    <Box
      component="section"
      aria-label={title}
      sx={{
        mx: 2,
        mb: 1,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
        flexShrink: open ? 1 : 0,
        minHeight: open ? 96 : 38,
        maxHeight: '46%',
        display: 'flex',
        flexDirection: 'column',
      }}
    >
      <Button
        color="inherit"
        aria-expanded={open}
        aria-controls={regionId}
        onClick={() => setWanted(!wanted)}
        startIcon={icon}
        endIcon={<ExpandIcon sx={{ transform: open ? 'rotate(180deg)' : 'none', ml: 'auto' }} aria-hidden />}
        sx={{
          justifyContent: 'flex-start',
          textAlign: 'left',
          px: 1.5,
          flexShrink: 0,
          '& .MuiButton-endIcon': { ml: 'auto' },
        }}
      >
        {title}
      </Button>
      {open && (
        <Box
          id={regionId}
          // Its content can be higher than its place: the keys scroll it where nothing in it can be focused.
          tabIndex={0}
          role="group"
          aria-label={title}
          sx={{ overflow: 'auto', px: 1.5, pb: 1.25, display: 'grid', gap: 1 }}
        >
          {children}
        </Box>
      )}
    </Box>
  );
}
