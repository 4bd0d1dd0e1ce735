import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  /** Stands at the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Without the inner space: for tables that go to the edge. */
  readonly flush?: boolean;
}

/** A titled part of a screen. */
export function Section({ title, aside, children, flush = false }: SectionProps) {
  const id = useId();
  return (
    <Box
      component="section"
      aria-labelledby={id}
      sx={{
        bgcolor: 'background.paper',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        overflow: 'hidden',
        minWidth: 0,
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 1.75, pt: 1.25, pb: flush ? 1 : 0.5 }}>
        <Typography variant="h2" id={id} sx={{ flex: 1 }}>
          {title}
        </Typography>
        {aside}
      </Box>
      <Box sx={flush ? {} : { px: 1.75, pb: 1.5 }}>{children}</Box>
    </Box>
  );
}

/** A screen whose content scrolls as a whole, in a column of a readable width. */
export function Page({ children, width = 1180 }: { readonly children: ReactNode; readonly width?: number }) {
  return (
    <Box
      sx={{ height: '100%', overflow: 'auto', scrollbarGutter: 'stable' }}
      data-scroll
      // What scrolls can be reached by keys.
      tabIndex={0}
      role="presentation"
    >
      <Box sx={{ maxWidth: width, mx: 'auto', px: 2.5, py: 2.5, display: 'grid', gap: 2 }}>{children}</Box>
    </Box>
  );
}
