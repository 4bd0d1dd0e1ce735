import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { bindModels } from '../plan/binding.ts';
import { listedValues } from './checks.ts';
import { constantDefault, encodeFill } from './fill-value.ts';
import { recogniseVersion } from './known-versions.ts';
import { liveCatalogue } from './live-catalogue.ts';
import { RecordTraits, type Trait } from './record-traits.ts';
import { defaultSideFilePath } from './side-file-place.ts';
import { boundField, liveColumn, liveColumns, liveSchema } from './testing-schema.ts';

describe('a value that a person enters', () => {
  const enter = (text: string, type: string, choices: readonly string[] | null = null) => {
    const schema = liveSchema({ documents: { columns: liveColumns(liveColumn('extra', type)) } });
    const encoded = encodeFill(text, boundField(schema, 'documents.document', 'extra')[1], choices);
    return encoded.ok ? encoded.json : encoded.because;
  };

  it.each([
    ['CONFIDENTIAL', 'character varying(20)', '"CONFIDENTIAL"'],
    ['', 'text', '""'],
    ['12', 'integer', '12'],
    ['1.50', 'numeric(5,2)', '"1.50"'],
    ['true', 'boolean', 'true'],
    ['{"a": [1]}', 'jsonb', '{"a":[1]}'],
    ['2025-12-31', 'date', '"2025-12-31"'],
  ])('%s is taken by a column of type %s', (text, type, json) => {
    expect(enter(text, type)).toBe(json);
  });

  it.each([
    ['far too long for it', 'character varying(5)', 'is 19 characters long, the target takes 5'],
    ['one', 'integer', 'is not a whole number'],
    ['yes', 'boolean', 'is not true or false'],
    ['{', 'jsonb', 'is not JSON'],
    ['tomorrow', 'date', 'is not a date'],
  ])('%s is refused by a column of type %s', (text, type, because) => {
    expect(enter(text, type)).toContain(because);
  });

  it('is one of the choices, where there are choices', () => {
    expect(enter('b', 'text', ['a', 'b'])).toBe('"b"');
    expect(enter('c', 'text', ['a', 'b'])).toBe('is not one of a, b');
  });
});

describe("the database's own words", () => {
  it('tell the values that a CHECK constraint lists', () => {
    expect(
      listedValues(
        "((lab)::text = ANY ((ARRAY['A'::character varying, 'b''c, d'::character varying])::text[]))",
      ),
    ).toEqual(['A', "b'c, d"]);
    expect(listedValues("(t = ANY (ARRAY['x'::text]))")).toEqual(['x']);
    expect(listedValues("(c = ANY (ARRAY['x'::bpchar, 'y'::bpchar]))")).toEqual(['x', 'y']);
    for (const other of ['(n = ANY (ARRAY[1, 2]))', '((a >= 1) AND (a <= 9))', "((t)::text <> 'x'::text)"])
      expect(listedValues(other)).toBeNull();
  });

  it('tell a constant default from one that has to be evaluated', () => {
    expect(constantDefault("'a''b'::character varying")).toBe("a'b");
    expect(constantDefault("'{}'::jsonb")).toBe('{}');
    expect(constantDefault('-1.5')).toBe('-1.5');
    expect(constantDefault('false')).toBe('false');
    for (const other of ['now()', "nextval('x'::regclass)", "('a'::text || 'b'::text)", undefined])
      expect(constantDefault(other)).toBeNull();
  });
});

describe('the map as a database extends it', () => {
  it('has a field for each column that the map lacks, relations by their name in Django', () => {
    const column = (name: string) => liveColumn(name, 'bigint', { notNull: false });
    const key = (name: string, table: string) => ({
      name,
      columns: [name],
      referencedTable: table,
      referencedColumns: ['id'],
      deferrable: true,
    });
    const schema = liveSchema({
      documents: {
        columns: liveColumns(column('owner_id'), column('title_id'), column('vault_id'), column('weight')),
        foreignKeys: [key('owner_id', 'users'), key('title_id', 'users'), key('vault_id', 'vaults')],
      },
    });
    const fields = liveCatalogue(edmsCatalogue(), schema, []).models.get('documents.document')?.fields ?? [];
    expect(
      fields.filter(({ unmapped }) => unmapped).map(({ name, references }) => [name, references]),
    ).toEqual([
      ['owner', 'users.user'],
      // `title` is a column of its own
      ['title_id', 'users.user'],
      ['vault', 'table vaults'],
      ['weight', undefined],
    ]);
    expect(
      edmsCatalogue()
        .models.get('documents.document')
        ?.fields.some(({ unmapped }) => unmapped),
    ).toBe(false);
  });

  it("has models of known versions, and of the package where a table has Django's name for them", () => {
    const columns = liveColumns(liveColumn('id', 'bigint', { sequence: 's' }), liveColumn('name', 'text'));
    const schema = liveSchema({ document_reviews: { columns }, shop_order: { columns } });
    const catalogue = liveCatalogue(edmsCatalogue(), schema, ['shop.order', 'shop.customer']);
    const bound = bindModels(catalogue, schema);
    expect(bound.get('workflows.documentreview')?.table.name).toBe('document_reviews');
    expect([...(bound.get('shop.order')?.columns.keys() ?? [])]).toEqual(['name']);
    expect(bound.has('shop.customer')).toBe(false);
    expect(bound.has('documents.systemconfiguration')).toBe(false);
  });

  it('has no list for a table that wants to know more of a pair', () => {
    const schema = liveSchema({ users_groups: { columns: liveColumns(liveColumn('since', 'date')) } });
    const bind = (live: typeof schema) => bindModels(edmsCatalogue(), live).get('users.user')?.manyToMany;
    expect(bind(liveSchema())?.has('groups')).toBe(true);
    expect(bind(schema)?.has('groups')).toBe(false);
  });
});

describe('versions', () => {
  it('are recognised by their tables and columns', () => {
    expect(recogniseVersion(liveSchema())).toBe('present');
    expect(recogniseVersion(liveSchema({ backup_jobs: null }))).toBeNull();
    const extra = liveColumns(liveColumn('extra', 'text'));
    expect(recogniseVersion(liveSchema({ another_app: { columns: extra } }))).toBe('present');
    expect(recogniseVersion(liveSchema({ documents: { columns: extra } }))).toBeNull();
  });
});

describe('the traits of records', () => {
  it('are kept once for each combination, and the last ones count', () => {
    const traits = new RecordTraits(3);
    const trait = (kind: Trait['kind'], field: string): Trait => ({ kind, label: 'a.b', field, value: null });
    traits.set(0, [trait('emptied', 'x'), trait('no-column', 'y')]);
    traits.set(1, [trait('emptied', 'x'), trait('no-column', 'y')]);
    traits.set(2, [trait('emptied', 'x')]);
    expect(traits.of(0)).toBe(traits.of(1));
    expect(traits.of(2)).toEqual([trait('emptied', 'x')]);
    traits.set(2, []);
    expect(traits.of(2)).toEqual([]);
  });
});

describe('the path of a side file that nobody has named', () => {
  const now = new Date('2026-11-25T17:03:09.250Z');

  it("is in the job's folder, else in the console's own, under the package's name", () => {
    expect(defaultSideFilePath('/p/a.tar.gz', '/jobs/job_1', now)).toBe(
      path.join('/jobs/job_1', 'side-file.ndjson'),
    );
    const own = defaultSideFilePath('/p/edms_migration_package_1.tar.gz', null, now);
    expect(path.basename(own)).toBe('edms_migration_package_1-20261125-170309250.ndjson');
    expect(path.basename(path.dirname(own))).toBe('side-files');
  });
});
