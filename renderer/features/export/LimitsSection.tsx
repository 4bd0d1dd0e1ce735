import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Section } from '../../components/Section.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** What an export like this will not hold: the same that the command line says, and the report. */
export function LimitsSection() {
  const { exports } = useWords();
  const format = useWork((work) => work.exportDraft.format);
  const limits = useWork((work) => work.exportFormats?.find((one) => one.format === format)?.limits);
  if (!limits) return null;
  return (
    <Section title={exports.lacks}>
      <Box component="ul" data-testid="export-limits" sx={{ m: 0, pl: 2.25, display: 'grid', gap: 0.5 }}>
        {limits.map(({ id, text }) => (
          <Typography key={id} component="li" variant="body2" color="textSecondary">
            {exports.limits[id] ?? text}
          </Typography>
        ))}
      </Box>
    </Section>
  );
}
