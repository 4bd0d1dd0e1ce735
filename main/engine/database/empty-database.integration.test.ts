import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshTarget, freshTarget, targetKinds } from './testing.ts';

/** The reference description of the EDMS database, as far as it is compared here. */
interface Reference {
  readonly tables: Readonly<Record<string, ReferenceTable>>;
}

interface ReferenceTable {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly not_null: boolean;
    readonly auto_increment?: boolean;
  }[];
  readonly primary_key: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly foreign_keys: readonly {
    readonly columns: readonly string[];
    readonly references: string;
    readonly referenced_column: string;
  }[];
  readonly checks: readonly string[];
}

const file = path.join(
  process.env.EDMS_REFERENCE ?? path.join(import.meta.dirname, '../../../../shared/reference'),
  'edms-catalogue.json',
);
const reference: Reference | null = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
const title = `against ${path.basename(file)} (EDMS_REFERENCE)`;

describe.skipIf(reference === null).each(targetKinds)(`an empty EDMS database (%s) ${title}`, (kind) => {
  let fresh: FreshTarget & { readonly remove: () => Promise<void> };
  beforeAll(async () => {
    fresh = await freshTarget(kind);
  });
  afterAll(() => fresh.remove());

  const expected = Object.entries(reference?.tables ?? {});

  it('has the same tables', () => {
    expect([...fresh.target.schema.tables.keys()].sort()).toEqual(expected.map(([name]) => name).sort());
  });

  it.each(expected)('has the same table %s', (name, table) => {
    const live = fresh.target.schema.tables.get(name);
    if (live === undefined) throw new Error(`There is no table ${name}`);
    expect(
      [...live.columns.values()].map(({ name: column, type, notNull, sequence }) => ({
        name: column,
        type,
        not_null: notNull,
        ...(sequence === null ? {} : { auto_increment: true }),
      })),
    ).toEqual(table.columns);
    expect(live.primaryKey).toEqual(table.primary_key);
    expect(live.uniques.map(String).sort()).toEqual(table.unique.map(String).sort());
    expect(live.foreignKeys.every((key) => key.deferrable)).toBe(true);
    expect(
      live.foreignKeys.map((key) => `${key.columns} ${key.referencedTable} ${key.referencedColumns}`).sort(),
    ).toEqual(
      table.foreign_keys.map((key) => `${key.columns} ${key.references} ${key.referenced_column}`).sort(),
    );
  });

  it('has the same checks, and foreign keys that are initially deferred', async () => {
    const rows = await fresh.target.read((sql) =>
      sql.query<{ readonly name: string; readonly definition: string }>(
        `select rule.conrelid::regclass::text as name, pg_get_constraintdef(rule.oid) as definition
           from pg_constraint rule join pg_namespace space on space.oid = rule.connamespace
          where space.nspname = 'public' and rule.contype = 'c'`,
      ),
    );
    const found = rows.map((row) => `${row.name} ${row.definition}`);
    expect(found.sort()).toEqual(
      expected.flatMap(([name, table]) => table.checks.map((check) => `${name} ${check}`)).sort(),
    );
    const [row] = await fresh.target.read((sql) =>
      sql.query(
        `select count(*)::int as keys, bool_and(condeferred) as deferred from pg_constraint where contype = 'f'`,
      ),
    );
    expect(row).toEqual({ keys: 139, deferred: true });
  });

  it('has an index on every foreign key', async () => {
    const rows = await fresh.target.read((sql) =>
      sql.query(
        `select rule.conname::text as name from pg_constraint rule
          where rule.contype = 'f' and not exists (
            select 1 from pg_index index where index.indrelid = rule.conrelid and index.indkey[0] = rule.conkey[1])`,
      ),
    );
    expect(rows).toEqual([]);
  });
});

describe('the SQL in prisma/empty', () => {
  it('carries the names that Django gives its constraints', () => {
    const sql = readFileSync(
      path.join(import.meta.dirname, '../../../prisma/empty/2-foreign-keys.sql'),
      'utf8',
    );
    // As in every Django database.
    expect(sql).toContain('"auth_permission_content_type_id_2f476e4b_fk_django_co"');
    expect(sql).toContain('"django_admin_log_content_type_id_c4bce8eb_fk_django_co"');
  });
});
