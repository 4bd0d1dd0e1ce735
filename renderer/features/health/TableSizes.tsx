import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { Health } from '../../../preload/contract/types.ts';
import { useWords } from '../../words/useWords.ts';
import { ChartSection } from './ChartSection.tsx';

type Tables = Health['tables'];

const LARGEST = 10;

/** What the tables take up: the largest as bars, all of them as a table. */
export function TableSizes({ tables }: { readonly tables: Tables }) {
  const words = useWords();
  return (
    <ChartSection
      title={words.health.tables}
      chart={<Bars tables={tables} />}
      table={<AllTables tables={tables} />}
    />
  );
}

/** Each bar has its name and its size beside it as text, so the picture itself need not be read. */
function Bars({ tables }: { readonly tables: Tables }) {
  const words = useWords();
  const largest = tables.slice(0, LARGEST);
  const most = Math.max(1, ...largest.map(({ bytes }) => bytes));
  return (
    <>
      <Typography variant="caption" color="textSecondary">
        {words.health.tablesLargest(largest.length, tables.length)}
      </Typography>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, mt: 0.5, display: 'grid', gap: 0.5 }}>
        {largest.map(({ table, bytes }) => (
          <Box
            component="li"
            key={table}
            sx={{
              display: 'grid',
              gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 3fr) 72px',
              gap: 1,
              alignItems: 'center',
            }}
          >
            <Typography variant="body2" noWrap title={table}>
              {table}
            </Typography>
            <Box
              component="svg"
              aria-hidden
              viewBox="0 0 100 10"
              preserveAspectRatio="none"
              sx={{ width: '100%', height: 10, display: 'block', color: 'primary.main' }}
            >
              <rect width={Math.max(0.5, (bytes / most) * 100)} height="10" fill="currentColor" />
            </Box>
            <Typography variant="body2" color="textSecondary" sx={{ textAlign: 'right' }} noWrap>
              {words.formats.bytes(bytes)}
            </Typography>
          </Box>
        ))}
      </Box>
    </>
  );
}

function AllTables({ tables }: { readonly tables: Tables }) {
  const words = useWords();
  const { column } = words.health;
  const { number, bytes: sizeOf } = words.formats;
  return (
    <Table size="small" stickyHeader>
      <TableHead>
        <TableRow>
          <TableCell>{column.table}</TableCell>
          <TableCell align="right">{column.size}</TableCell>
          <TableCell align="right">{column.rows}</TableCell>
          <TableCell align="right">{column.dead}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {tables.map(({ table, bytes, rows, deadRows }) => (
          <TableRow key={table}>
            <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere' }}>
              {table}
            </TableCell>
            <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
              {sizeOf(bytes)}
            </TableCell>
            <TableCell align="right">{number(rows)}</TableCell>
            <TableCell align="right">{number(deadRows)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
