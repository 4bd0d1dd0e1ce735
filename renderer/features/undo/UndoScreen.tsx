import VerifiedIcon from '@mui/icons-material/VerifiedOutlined';
import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { UndoPlan, UndoReport } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Figures } from '../../components/Facts.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { Page, Section } from '../../components/Section.tsx';
import { Working } from '../../components/Working.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** Taking a restore back: first what it would do, then while it runs, then what it has done. */
export function UndoScreen() {
  const words = useWords();
  const undoing = useWork((work) => work.undoing);
  if (!undoing) return null;
  const { task, plan, report, error } = undoing;
  if (task) {
    const title = plan ? words.undo.running : words.undo.planning;
    return (
      <Working
        of={(work) => work.undoing?.task ?? null}
        title={title}
        hint={plan ? words.undo.promise : ''}
      />
    );
  }
  return (
    <Page width={920}>
      {!report && <Typography variant="h1">{words.undo.title}</Typography>}
      {error && <ErrorCard error={error} />}
      {report ? <Done report={report} /> : plan && <Planned plan={plan} />}
    </Page>
  );
}

function Planned({ plan }: { readonly plan: UndoPlan }) {
  const words = useWords();
  const { number, time } = words.formats;
  const sum = (what: 'remove' | 'revert' | 'reinsert') =>
    plan.tables.reduce((total, table) => total + table[what], 0);
  return (
    <>
      <Typography variant="body1" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
        {words.undo.of(time(plan.at), plan.target)}
      </Typography>
      <Figures
        figures={[
          [words.undo.remove, number(sum('remove'))],
          [words.undo.revert, number(sum('revert'))],
          [words.undo.reinsert, number(sum('reinsert'))],
          [words.undo.files, number(plan.files.remove + plan.files.replace)],
          [words.undo.kept, number(plan.conflictCount)],
        ]}
      />
      <Conflicts conflicts={plan.conflicts} />
      <Tables plan={plan} />
    </>
  );
}

function Done({ report }: { readonly report: UndoReport }) {
  const words = useWords();
  const { number } = words.formats;
  const stay = report.kept + report.files.kept;
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
        <VerifiedIcon aria-hidden sx={{ fontSize: 32, color: 'success.main' }} />
        <Box>
          <Typography variant="h1" data-testid="undo-verdict">
            {words.undo.done}
          </Typography>
          <Typography variant="body1" color="textSecondary">
            {stay === 0 ? words.undo.doneLead : words.undo.doneLeadPart}
          </Typography>
        </Box>
      </Box>
      <Figures
        figures={[
          [words.undo.removed, number(report.removed)],
          [words.undo.reverted, number(report.reverted)],
          [words.undo.reinserted, number(report.reinserted)],
          [words.undo.files, number(report.files.remove + report.files.replace)],
          [words.undo.kept, number(stay)],
        ]}
      />
      <Conflicts conflicts={report.conflicts} />
      {report.problems.length > 0 && (
        <Section title={words.report.problems}>
          <ProblemList problems={report.problems} />
        </Section>
      )}
    </>
  );
}

function Conflicts({ conflicts }: { readonly conflicts: UndoPlan['conflicts'] }) {
  const words = useWords();
  if (conflicts.length === 0) return null;
  return (
    <Section title={words.undo.conflicts}>
      <Box
        component="ul"
        tabIndex={0}
        sx={{ m: 0, p: 0, listStyle: 'none', maxHeight: 260, overflow: 'auto', display: 'grid', gap: 0.5 }}
      >
        {conflicts.map(({ table, key, name, what }) => (
          <Box component="li" key={`${table} ${key}`}>
            <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
              <strong>{name === '' ? key : name}</strong> ({table}): {words.undo.what[what]}
            </Typography>
          </Box>
        ))}
      </Box>
    </Section>
  );
}

function Tables({ plan }: { readonly plan: UndoPlan }) {
  const words = useWords();
  const { number } = words.formats;
  const columns = ['remove', 'revert', 'reinsert', 'kept'] as const;
  return (
    <Section title={words.undo.byTable} flush>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{words.undo.table}</TableCell>
            {columns.map((column) => (
              <TableCell key={column} align="right">
                {words.undo[column]}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {plan.tables.map((table) => (
            <TableRow key={table.table}>
              <TableCell component="th" scope="row" sx={{ overflowWrap: 'anywhere' }}>
                {table.table}
              </TableCell>
              {columns.map((column) => (
                <TableCell key={column} align="right">
                  {table[column] === 0 ? '–' : number(table[column])}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}
