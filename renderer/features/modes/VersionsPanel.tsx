import VersionsIcon from '@mui/icons-material/DifferenceOutlined';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { Adaptation, PlanSummary } from '../../../preload/contract/types.ts';
import { useWords } from '../../words/useWords.ts';
import { Panel } from '../plan/Panel.tsx';
import { FillField } from './FillField.tsx';

const TO_SIDE_FILE: ReadonlySet<Adaptation['kind']> = new Set([
  'column-dropped',
  'table-dropped',
  'model-dropped',
  'value-kept-aside',
]);

/** How package and target differ as versions of the EDMS: the values to fill in, and what has no place. */
export function VersionsPanel({ plan }: { readonly plan: PlanSummary }) {
  const words = useWords();
  const { fills } = plan;
  // Columns to be filled have their own table, with the value to change.
  const others = plan.adaptations.filter(({ kind }) => kind !== 'filled' && kind !== 'value-missing');
  if (fills.length + others.length === 0) return null;
  const missing = fills.filter(({ value }) => value === null).length;
  const count = fills.length + others.length;
  const isOfVersions = fills.length > 0 || others.some(({ kind }) => kind !== 'emptied');
  const title = isOfVersions ? words.versions.title(count) : words.versions.emptied(count);
  return (
    <Panel
      title={missing > 0 ? `${title}: ${words.versions.missing(missing)}` : title}
      icon={<VersionsIcon sx={{ color: missing > 0 ? 'warning.main' : 'text.secondary' }} />}
      startsOpen={missing > 0}
    >
      {fills.length > 0 && <Fills plan={plan} />}
      {others.length > 0 && <Others adaptations={others} />}
      {others.some(({ kind }) => TO_SIDE_FILE.has(kind)) && (
        <Typography variant="body2" color="textSecondary">
          {words.versions.sideFile}
        </Typography>
      )}
    </Panel>
  );
}

function Fills({ plan }: { readonly plan: PlanSummary }) {
  const words = useWords();
  return (
    <Table size="small" aria-label={words.versions.fills} data-testid="fills">
      <TableHead>
        <TableRow>
          <TableCell>{words.versions.column}</TableCell>
          <TableCell align="right">{words.versions.records}</TableCell>
          <TableCell>{words.versions.value}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {plan.fills.map((fill) => (
          <TableRow key={`${fill.field} ${fill.value}`}>
            <TableCell>
              {fill.table}.{fill.column}
              <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0 }}>
                {fill.type}
              </Typography>
            </TableCell>
            <TableCell align="right">{words.formats.number(fill.records)}</TableCell>
            <TableCell>
              <FillField fill={fill} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Others({ adaptations }: { readonly adaptations: readonly Adaptation[] }) {
  const words = useWords();
  return (
    <Table size="small" aria-label={words.versions.others} data-testid="adaptations">
      <TableHead>
        <TableRow>
          <TableCell>{words.versions.where}</TableCell>
          <TableCell align="right">{words.versions.records}</TableCell>
          <TableCell>{words.versions.what}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {adaptations.map(({ table, column, kind, records }) => (
          <TableRow key={`${table} ${column} ${kind}`}>
            <TableCell>{column === null ? table : `${table}.${column}`}</TableCell>
            <TableCell align="right">{words.formats.number(records)}</TableCell>
            <TableCell>{words.versions.kinds[kind]}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
