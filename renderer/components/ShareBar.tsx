import Box from '@mui/material/Box';

export interface Share {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly color: string;
}

/** Shares of a whole as one bar. Every share that is there can be seen, however small; words say the rest. */
export function ShareBar({ label, shares }: { readonly label: string; readonly shares: readonly Share[] }) {
  const present = shares.filter(({ count }) => count > 0);
  const text = present.map((share) => share.label).join(', ');
  return (
    <Box
      role="img"
      aria-label={`${label}: ${text}`}
      sx={{
        display: 'flex',
        gap: '2px',
        height: 10,
        borderRadius: 1,
        overflow: 'hidden',
        bgcolor: 'neutral.light',
      }}
    >
      {present.map(({ key, count, color, label: title }) => (
        <Box key={key} title={title} sx={{ flexGrow: count, flexBasis: 0, minWidth: 4, bgcolor: color }} />
      ))}
    </Box>
  );
}
