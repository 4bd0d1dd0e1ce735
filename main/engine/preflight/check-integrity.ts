import { readWithin } from '../database/read-within.ts';
import { agree, counted, figure, listText } from '../figures.ts';
import { findBrokenReferences, type ReferenceFindings } from '../health/find-broken-references.ts';
import { findSequencesBehind } from '../health/sequences-behind.ts';
import { INTEGRITY_LIMIT, STATEMENT_LIMIT } from './limits.ts';
import { ok, type PreflightCheck, type PreflightInput, warn } from './preflight.ts';

/** Whether the target itself is sound: references that lead nowhere, sequences behind their keys. */
export async function checkIntegrity({ target, signal }: PreflightInput): Promise<PreflightCheck> {
  const references = await findBrokenReferences(target, { milliseconds: INTEGRITY_LIMIT, signal });
  const sequences = await readWithin(target, STATEMENT_LIMIT, (sql) =>
    findSequencesBehind(sql, target.schema),
  );
  const found: string[] = [];
  if (references.broken.length > 0) found.push(brokenText(references));
  if (sequences.length > 0) {
    const tables = listText(sequences.map(({ table }) => table));
    found.push(
      `${counted(sequences.length, 'sequence')} ${agree(sequences.length, 'is', 'are')} behind the keys of ${tables}`,
    );
  }
  if (found.length === 0) return ok('integrity', soundText(references));
  return warn(
    'integrity',
    `The target is damaged already: ${found.join(', and ')}.`,
    'The restore neither needs nor mends it, but for the sequences of tables that it writes to. `health` shows the rows; look at them first.',
  );
}

function brokenText({ broken, unchecked }: ReferenceFindings): string {
  const rows = broken.reduce((sum, reference) => sum + reference.rows, 0);
  const where = broken.map(
    ({ table, columns, rows: count }) => `${table}.${columns.join('+')} ${figure(count)}`,
  );
  const least = unchecked === 0 ? '' : 'at least ';
  return `${least}${counted(rows, 'reference')} ${agree(rows, 'leads', 'lead')} to rows that do not exist (${listText(where)})`;
}

function soundText({ checked, unchecked }: ReferenceFindings): string {
  const told = `The target is sound: rows were followed along ${counted(checked, 'foreign key')}, and no sequence is behind`;
  if (unchecked === 0) return `${told}.`;
  return `${told}; there was no time for, or no way to read, ${counted(unchecked, 'further one')}.`;
}
