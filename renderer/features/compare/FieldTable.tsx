import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { FieldDifference } from '../../../preload/contract/types.ts';
import { FieldValue, Quiet } from '../../components/FieldValue.tsx';
import { useWords } from '../../words/useWords.ts';
import { fromDifference, valueText } from './field-text.ts';

interface FieldTableProps {
  readonly label: string;
  readonly fields: readonly FieldDifference[];
  /** What stands over the earlier values, and over the later ones; null leaves that side out. */
  readonly before: string | null;
  readonly now: string | null;
}

/** Fields, old and new side by side. */
export function FieldTable({ label, fields, before, now }: FieldTableProps) {
  const words = useWords();
  return (
    <Table
      size="small"
      aria-label={label}
      sx={{ tableLayout: 'fixed', '& td, & th': { px: 0.75, verticalAlign: 'top' } }}
    >
      <TableHead>
        <TableRow>
          <TableCell sx={{ width: '30%' }}>{words.compare.field}</TableCell>
          {before !== null && <TableCell sx={{ whiteSpace: 'normal' }}>{before}</TableCell>}
          {now !== null && <TableCell sx={{ whiteSpace: 'normal' }}>{now}</TableCell>}
        </TableRow>
      </TableHead>
      <TableBody>
        {fields.map((field) => {
          const [earlier, later] = textsOf(field);
          return (
            <TableRow key={field.name}>
              <TableCell
                component="th"
                scope="row"
                sx={{ overflowWrap: 'anywhere', color: 'text.secondary' }}
              >
                {field.name}
              </TableCell>
              {before !== null && (
                <TableCell sx={{ overflowWrap: 'anywhere' }}>
                  <Value text={earlier} secret={field.secret} />
                </TableCell>
              )}
              {now !== null && (
                <TableCell
                  sx={{
                    overflowWrap: 'anywhere',
                    color: before === null ? undefined : 'change.main',
                    fontWeight: before === null ? 400 : 600,
                  }}
                >
                  {before !== null && '→ '}
                  <Value text={later} secret={field.secret} />
                </TableCell>
              )}
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

function textsOf({ before, now }: FieldDifference): readonly [before: string | null, now: string | null] {
  const earlier = valueText(before);
  const later = valueText(now);
  return earlier === null || later === null ? [earlier, later] : fromDifference(earlier, later);
}

function Value({ text, secret }: { readonly text: string | null; readonly secret: boolean }) {
  const words = useWords();
  if (text === null) return <Quiet>{words.compare.absent}</Quiet>;
  return <FieldValue text={text} secret={secret && text !== ''} />;
}
