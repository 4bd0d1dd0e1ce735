import type { Sql } from '../database/target.ts';
import { MAX_RECORD_BYTES } from '../fixture/scan-fixture.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { cursorRows } from './cursor-rows.ts';
import { type RecordQuery, selectRows } from './record-query.ts';
import { type BrokenReference, type RowTexts, recordWriter } from './record-text.ts';
import type { ValueOptions } from './value-text.ts';

export interface ReadModelOptions extends ValueOptions {
  readonly sql: Sql;
  readonly meter: Pick<ProgressMeter, 'advance'>;
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

/** Gives the records of a model to `take`, in their order. Errors: `CANCELLED`, `TARGET_…`, and what `take` rejects with. */
export async function readModel(
  query: RecordQuery,
  options: ReadModelOptions,
  take: (record: ExportedRecord) => Promise<void> | void,
): Promise<void> {
  const record = recordReader(query, options);
  await eachRow(selectRows(query), options, (row) => take(record(row)));
}

/** Gives the rows of a statement for {@link cursorRows} to `take`, in their order. Errors: as {@link readModel}. */
export async function eachRow(
  statement: string,
  { sql, meter, signal }: Pick<ReadModelOptions, 'sql' | 'meter' | 'signal'>,
  take: (row: RowTexts) => Promise<void> | void,
): Promise<void> {
  for await (const rows of cursorRows(sql, statement, signal)) {
    for (const row of rows) {
      // Most rows are taken at once; waiting for nothing costs more than writing them.
      const taken = take(row);
      if (taken !== undefined) await taken;
    }
    meter.advance(rows.length);
  }
}

/** What makes records of the rows of a query; what is wrong with one is told. */
export function recordReader(
  query: RecordQuery,
  { canonical, precise = false, onProblem }: ValueOptions & Pick<ReadModelOptions, 'onProblem'>,
): (row: RowTexts) => ExportedRecord {
  const { label: model } = query.model;
  const write = recordWriter(query, {
    canonical,
    precise,
    onBroken: (broken) => onProblem(brokenReference(model, broken)),
  });
  return (row) => {
    const text = write.text(row);
    if (text.length * 3 > MAX_RECORD_BYTES && Buffer.byteLength(text) > MAX_RECORD_BYTES)
      onProblem(tooLarge(model, row[query.primaryKey.at] ?? ''));
    return { model, key: write.key(row), text };
  };
}

function brokenReference(
  model: string,
  { field, references, key: value, record: key, isKept }: BrokenReference,
): Problem {
  const exported = isKept ? 'it is exported as it is' : 'it is left out of the list';
  return {
    code: 'REFERENCE_BROKEN',
    severity: 'warning',
    message: `${model} ${key} refers in ${field} to ${references} ${value}, which is not there; ${exported}.`,
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
