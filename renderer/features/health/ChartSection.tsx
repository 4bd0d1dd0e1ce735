import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { type ReactNode, useState } from 'react';
import { Section } from '../../components/Section.tsx';
import { useWords } from '../../words/useWords.ts';

interface ChartSectionProps {
  readonly title: string;
  readonly chart: ReactNode;
  /** The same figures, every one of them, as a table. */
  readonly table: ReactNode;
}

/** Figures as a picture, and on demand as the table that says them all. */
export function ChartSection({ title, chart, table }: ChartSectionProps) {
  const words = useWords();
  const [asTable, setAsTable] = useState(false);
  return (
    <Section
      title={title}
      aside={
        <Button
          size="small"
          color="inherit"
          aria-label={`${title}: ${asTable ? words.health.asChart : words.health.asTable}`}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? words.health.asChart : words.health.asTable}
        </Button>
      }
      flush={asTable}
    >
      {asTable ? (
        // What scrolls can be reached by keys.
        <Box tabIndex={0} role="group" aria-label={title} sx={{ maxHeight: 360, overflow: 'auto' }}>
          {table}
        </Box>
      ) : (
        chart
      )}
    </Section>
  );
}
