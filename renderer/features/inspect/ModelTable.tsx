import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { Inspection } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { useWords } from '../../words/useWords.ts';

const FEW = 14;

/** The records by model, the most first, against what the package's own metadata states. */
export function ModelTable({ models }: { readonly models: Inspection['models'] }) {
  const words = useWords();
  const { number } = words.formats;
  const [all, setAll] = useState(false);
  const sorted = [...models].sort((a, b) => b.records - a.records || a.model.localeCompare(b.model));
  const shown = all ? sorted : sorted.slice(0, FEW);
  const most = sorted[0]?.records ?? 0;
  return (
    <Section title={words.package.models} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{words.package.model}</TableCell>
            <TableCell align="right">{words.package.found}</TableCell>
            <TableCell align="right">{words.package.claimed}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {shown.map(({ model, records, claimed, known }) => {
            const differs = claimed !== null && claimed !== records;
            return (
              <TableRow key={model}>
                <TableCell sx={{ position: 'relative' }}>
                  <Box
                    aria-hidden
                    sx={{
                      position: 'absolute',
                      left: 0,
                      top: 3,
                      bottom: 3,
                      width: `${most > 0 ? (records / most) * 100 : 0}%`,
                      bgcolor: 'neutral.light',
                      borderRadius: '0 3px 3px 0',
                    }}
                  />
                  <Box component="span" sx={{ position: 'relative' }}>
                    {model}
                    {!known && (
                      <Typography variant="caption" component="span" sx={{ color: 'warning.main', ml: 1 }}>
                        {words.package.unknownModel}
                      </Typography>
                    )}
                  </Box>
                </TableCell>
                <TableCell align="right">{number(records)}</TableCell>
                <TableCell
                  align="right"
                  sx={{ color: differs ? 'warning.main' : 'text.secondary', fontWeight: differs ? 600 : 400 }}
                >
                  {claimed === null ? '–' : `${differs ? '≠ ' : ''}${number(claimed)}`}
                </TableCell>
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
      {sorted.length > FEW && (
        <Box sx={{ p: 0.75 }}>
          <Button size="small" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? words.common.showLess : words.common.showAll(sorted.length)}
          </Button>
        </Box>
      )}
    </Section>
  );
}
