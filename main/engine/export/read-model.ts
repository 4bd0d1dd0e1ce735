import type { Sql } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { MAX_RECORD_BYTES } from '../fixture/scan-fixture.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { type RecordQuery, selectRows } from './record-query.ts';
import { type RowTexts, recordText } from './record-text.ts';
import type { ValueOptions } from './value-text.ts';

export interface ReadModelOptions extends ValueOptions {
  readonly sql: Sql;
  readonly meter: ProgressMeter;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A record as it is exported. */
export interface RecordLine {
  readonly model: string;
  /** Its JSON on one line. */
  readonly text: string;
}

export interface ExportedRecord extends RecordLine {
  /** Its primary key as JSON. */
  readonly key: string;
}

/** Rows of one query; fewer where rows are large, so that memory does not grow with them. */
const ROWS = { first: 250, most: 4000 };
const BYTES_AT_ONCE = 8 * 1024 * 1024;

/**
 * Gives the records of a model to `take`, one after the other. A cursor sorts once and holds its place, in whatever
 * order; each fetch is one statement. Errors: `CANCELLED`, `TARGET_…`, and what `take` rejects with.
 */
export async function readModel(
  query: RecordQuery,
  options: ReadModelOptions,
  take: (record: ExportedRecord) => Promise<void> | void,
): Promise<void> {
  const { sql, meter, signal } = options;
  await sql.execute(`declare edms_export no scroll cursor for ${selectRows(query)}`);
  let rows = ROWS.first;
  for (;;) {
    throwIfCancelled(signal);
    const fetched = await sql.query<{ v: RowTexts }>(`fetch ${rows} from edms_export`);
    let bytes = 0;
    for (const { v } of fetched) {
      const record = exportedRecord(query, v, options);
      bytes += record.text.length;
      await take(record);
    }
    meter.advance(fetched.length);
    if (fetched.length < rows) break;
    const fitting = Math.floor((rows * BYTES_AT_ONCE) / Math.max(1, bytes));
    rows = Math.max(1, Math.min(ROWS.most, fitting));
  }
  await sql.execute('close edms_export');
}

/** A row as a record; what is wrong with it is told. */
export function exportedRecord(
  query: RecordQuery,
  row: RowTexts,
  { canonical, precise = false, onProblem }: ValueOptions & Pick<ReadModelOptions, 'onProblem'>,
): ExportedRecord {
  const { label } = query.model;
  const shown = row[query.primaryKey.at] ?? '';
  const { key, text } = recordText(query, row, {
    canonical,
    precise,
    onBroken: (field, references, value) =>
      onProblem(brokenReference(label, shown, field, references, value)),
  });
  if (text.length * 3 > MAX_RECORD_BYTES && Buffer.byteLength(text) > MAX_RECORD_BYTES)
    onProblem(tooLarge(label, shown));
  return { model: label, key, text };
}

function brokenReference(
  model: string,
  key: string,
  field: string,
  references: string,
  value: string,
): Problem {
  return {
    code: 'REFERENCE_BROKEN',
    severity: 'warning',
    message: `${model} ${key} refers in ${field} to ${references} ${value}, which is not there; it is exported as it is.`,
    advice: 'Look at the health of the EDMS: it lists broken references.',
    where: { model, field, key },
  };
}

function tooLarge(model: string, key: string): Problem {
  return {
    code: 'RECORD_TOO_LARGE',
    severity: 'error',
    message: `${model} ${key} is larger than 16 MiB: it is in the export, and a restore passes over it.`,
    where: { model, key },
  };
}
