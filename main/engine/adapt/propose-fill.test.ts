import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { LiveColumn, LiveTable } from '../database/live-schema.ts';
import { choicesOf, type FillValue, proposeFill } from './propose-fill.ts';
import { boundField, liveColumn, liveColumns, liveSchema } from './testing-schema.ts';

/** What is proposed for a column that `documents` has beyond the map, and the choices that it has. */
function proposed(column: LiveColumn, table: Partial<LiveTable> = {}) {
  const schema = liveSchema({ documents: { ...table, columns: liveColumns(column) } });
  const [bound, bindColumn] = boundField(schema, 'documents.document', column.name);
  return { fill: proposeFill(bound, bindColumn, edmsCatalogue()), choices: choicesOf(bound, bindColumn) };
}

const shown = (fill: FillValue | null) => fill && [fill.value, fill.source, fill.cell?.() ?? null];

describe('the value that is proposed for a required column which the package lacks', () => {
  it('is what a known version of the EDMS says', () => {
    const label = proposed(liveColumn('sensitivity_label', 'character varying(20)'));
    expect(shown(label.fill)).toEqual(['INTERNAL', 'version', '"INTERNAL"']);
    expect(label.choices).toEqual(['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'RESTRICTED', 'PROPRIETARY']);
    const reason = proposed(
      liveColumn('sensitivity_change_reason', 'text', { hasDefault: true, default: "'x'::text" }),
    );
    expect(shown(reason.fill)).toEqual(['', 'version', '""']);
  });

  it("is else the database's default: written where it is a constant, left to the database where it is not", () => {
    const withDefault = (type: string, expression: string) =>
      shown(proposed(liveColumn('extra', type, { hasDefault: true, default: expression })).fill);
    expect(withDefault('character varying(9)', "'it''s'::character varying")).toEqual([
      "it's",
      'database',
      '"it\'s"',
    ]);
    expect(withDefault('integer', '7')).toEqual(['7', 'database', '7']);
    expect(withDefault('boolean', 'true')).toEqual(['true', 'database', 'true']);
    expect(withDefault('timestamp with time zone', 'now()')).toEqual(['now()', 'database', null]);
  });

  it.each([
    ['text', '', '""'],
    ['character varying(20)', '', '""'],
    ['integer', '0', '0'],
    ['numeric(10,2)', '0', '"0"'],
    ['boolean', 'false', 'false'],
    ['jsonb', '{}', '{}'],
  ])('is else the empty value of its type: %s', (type, value, cell) => {
    expect(shown(proposed(liveColumn('extra', type)).fill)).toEqual([value, 'type', cell]);
  });

  it('is for a uuid a new one for each record', () => {
    const { fill } = proposed(liveColumn('extra', 'uuid'));
    expect(fill).toMatchObject({ value: 'uuid4()', source: 'type' });
    expect(fill?.cell?.()).not.toBe(fill?.cell?.());
  });

  it.each(['timestamp with time zone', 'date', 'time without time zone', 'interval', 'inet', 'bytea'])(
    'is none for a %s: it would be made up',
    (type) => {
      expect(proposed(liveColumn('extra', type)).fill).toBeNull();
    },
  );

  it('is none where the values are listed and the empty one is not among them, but the choices are told', () => {
    const check = {
      name: 'c',
      columns: ['extra'],
      expression: "(extra = ANY (ARRAY['a'::text, 'b'::text]))",
    };
    expect(proposed(liveColumn('extra', 'text'), { checks: [check] })).toEqual({
      fill: null,
      choices: ['a', 'b'],
    });
    const labels = ['low', 'high'];
    expect(proposed(liveColumn('extra', 'level', { labels }))).toEqual({ fill: null, choices: labels });
  });

  it('is none for a key, and for what has to differ between records', () => {
    const key = {
      name: 'k',
      columns: ['owner_id'],
      referencedTable: 'users',
      referencedColumns: ['id'],
      deferrable: true,
    };
    const schema = liveSchema({
      documents: { columns: liveColumns(liveColumn('owner_id', 'bigint')), foreignKeys: [key] },
    });
    const [bound, column] = boundField(schema, 'documents.document', 'owner');
    expect(column.field).toMatchObject({ references: 'users.user', column: 'owner_id' });
    expect(proposeFill(bound, column, edmsCatalogue())).toBeNull();
    expect(proposed(liveColumn('extra', 'text'), { uniques: [['extra']] }).fill).toBeNull();
  });

  it("is Django's own default for a field that the map knows and the package lacks, never for its name", () => {
    const ofField = (field: string) => {
      const [bound, column] = boundField(liveSchema(), 'documents.document', field);
      return shown(proposeFill(bound, column, edmsCatalogue()));
    };
    expect(ofField('status')).toEqual(['DRAFT', 'map', '"DRAFT"']);
    expect(ofField('version_major')).toEqual(['1', 'map', '1']);
    expect(ofField('metadata')).toEqual(['{}', 'map', '{}']);
    expect(ofField('keywords')).toEqual(['', 'type', '""']);
    for (const field of ['document_number', 'uuid', 'author', 'created_at'])
      expect(ofField(field)).toBeNull();
  });
});
