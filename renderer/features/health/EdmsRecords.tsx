import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { Health } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { useWords } from '../../words/useWords.ts';

interface EdmsRecordsProps {
  readonly checks: Health['edmsChecks'];
  readonly metrics: Health['edmsMetrics'];
}

/** What the EDMS itself has noted last about its health, where it has noted anything. */
export function EdmsRecords({ checks, metrics }: EdmsRecordsProps) {
  const words = useWords();
  const { number, time } = words.formats;
  const { column } = words.health;
  return (
    <>
      {checks.length > 0 && (
        <Rows
          title={words.health.edmsChecks}
          columns={[column.check, column.status, column.message, column.time]}
          rows={checks.map(({ name, status, message, checkedAt }) => [
            name,
            status,
            message,
            time(checkedAt),
          ])}
        />
      )}
      {metrics.length > 0 && (
        <Rows
          title={words.health.edmsMetrics}
          columns={[column.metric, column.value, column.status, column.time]}
          rows={metrics.map(({ name, value, unit, status, recordedAt }) => [
            name,
            unit === 'bytes' ? words.formats.bytes(value) : `${number(value)} ${unit}`,
            status,
            time(recordedAt),
          ])}
        />
      )}
    </>
  );
}

interface RowsProps {
  readonly title: string;
  readonly columns: readonly string[];
  /** The first cell names the row, and no two rows have the same. */
  readonly rows: readonly (readonly string[])[];
}

function Rows({ title, columns, rows }: RowsProps) {
  return (
    <Section title={title} flush>
      <Box tabIndex={0} role="group" aria-label={title} sx={{ maxHeight: 320, overflow: 'auto' }}>
        <Table size="small" stickyHeader>
          <TableHead>
            <TableRow>
              {columns.map((column) => (
                <TableCell key={column}>{column}</TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.map(([name, ...cells]) => (
              <TableRow key={name}>
                <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere' }}>
                  {name}
                </TableCell>
                {cells.map((cell, index) => (
                  <TableCell key={columns[index + 1]} sx={{ overflowWrap: 'anywhere' }}>
                    {cell}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Section>
  );
}
