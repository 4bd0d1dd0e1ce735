import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { RepairPlan } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { useWords } from '../../words/useWords.ts';

type Sequences = Extract<RepairPlan, { kind: 'sequences' }>['sequences'];

/** Sequences with the number that they give out next, before and after. */
export function SequenceTable({ sequences }: { readonly sequences: Sequences }) {
  const words = useWords();
  const { number } = words.formats;
  if (sequences.length === 0) return null;
  return (
    <Section title={words.repair.sequences} flush>
      <Table size="small" data-testid="sequences">
        <TableHead>
          <TableRow>
            <TableCell>{words.repair.sequence}</TableCell>
            <TableCell>{words.repair.table}</TableCell>
            <TableCell align="right">{words.repair.now}</TableCell>
            <TableCell align="right">{words.repair.next}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {sequences.map(({ sequence, table, now, next }) => (
            <TableRow key={sequence}>
              <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere' }}>
                {sequence}
              </TableCell>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{table}</TableCell>
              <TableCell align="right">{number(now)}</TableCell>
              <TableCell align="right">{number(next)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}
