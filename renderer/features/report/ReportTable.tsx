import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { RestoreReport } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { REPORT_RESULTS } from '../../components/sentences.ts';
import { useWords } from '../../words/useWords.ts';

/** The counts of each model, with a column for each result that occurs; what needs a look stands out. */
export function ReportTable({ report }: { readonly report: RestoreReport }) {
  const words = useWords();
  const results = REPORT_RESULTS.filter((result) => report[result] > 0);
  const models = Object.entries(report.byModel).sort(([a], [b]) => a.localeCompare(b));
  return (
    <Section title={words.report.byModel} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{words.package.model}</TableCell>
            <TableCell align="right">{words.report.records}</TableCell>
            {results.map((result) => (
              <TableCell key={result} align="right">
                {words.report.result[result]}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {models.map(([model, counts]) => (
            <TableRow key={model}>
              <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere' }}>
                {model}
              </TableCell>
              <TableCell align="right">{words.formats.number(counts.records)}</TableCell>
              {results.map((result) => {
                const count = counts[result];
                const worrying = count > 0 && (result === 'skipped' || result === 'failed');
                return (
                  <TableCell
                    key={result}
                    align="right"
                    sx={{
                      color: worrying ? 'warning.main' : count === 0 ? 'text.disabled' : undefined,
                      fontWeight: worrying ? 600 : 400,
                    }}
                  >
                    {count === 0 ? '–' : words.formats.number(count)}
                  </TableCell>
                );
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}
