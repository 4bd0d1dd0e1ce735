import { describe, expect, it } from 'vitest';
import { recogniseVersion } from '../../main/engine/adapt/known-versions.ts';
import { withFreshVersion } from '../../main/engine/adapt/testing.ts';
import { edmsCatalogue } from '../../main/engine/catalogue/edms-catalogue.ts';
import { mappedSchema } from '../../main/engine/catalogue/mapped-schema.ts';
import type { LiveSchema } from '../../main/engine/database/live-schema.ts';
import { targetKinds } from '../../main/engine/database/testing.ts';
import { nextVersion } from './next.ts';

const names = (tables: Iterable<string>) => [...tables].sort();

describe.each(targetKinds)('the next release in a %s database', (kind) => {
  it('differs from the map in just what its description says', () =>
    withFreshVersion('next', kind, async (target) => {
      const { tables } = target.schema;
      expect(tables.size).toBe(71);
      expect(recogniseVersion(target.schema)).toBe('next');
      const dropped = new Set(nextVersion.droppedTables);
      const added = nextVersion.addedModels.map(({ table }) => table);
      expect(names(tables.keys())).toEqual(
        names([...[...mappedSchema().keys()].filter((name) => !dropped.has(name)), ...added]),
      );
      const changes = [...mappedSchema().values()].flatMap((mapped) =>
        mapped.columns.flatMap(({ name, type, notNull }) => {
          const live = tables.get(mapped.name)?.columns.get(name);
          const same = live?.type === type && live.notNull === notNull;
          return same || dropped.has(mapped.name) ? [] : [`${mapped.model}.${name}`];
        }),
      );
      expect(changes.sort()).toEqual([...nextVersion.nullableFields].sort());
      expect(unknownColumns(target.schema)).toEqual(
        Object.entries(nextVersion.addedFields)
          .flatMap(([label, fields]) =>
            fields.map(({ column, nullable }) => `${label} ${column} ${nullable ? 'null' : 'not null'}`),
          )
          .sort(),
      );
      const documents = tables.get('documents');
      expect(documents?.columns.get('sensitivity_label')).toMatchObject({
        type: 'character varying(20)',
        notNull: true,
        hasDefault: false,
      });
      expect(documents?.columns.get('sensitivity_change_reason')).toMatchObject({
        type: 'text',
        hasDefault: false,
      });
      expect(
        documents?.foreignKeys.filter(
          ({ deferrable, columns }) => deferrable && /sens|review/.test(columns[0] ?? ''),
        ),
      ).toHaveLength(4);
    }));

  it('has the content types and permissions of its own models only', () =>
    withFreshVersion('next', kind, async (target) => {
      const rows = await target.read((sql) =>
        sql.query<{ label: string; permissions: number }>(
          `select app_label || '.' || model as label,
                  (select count(*) from auth_permission where content_type_id = kind.id)::int as permissions
             from django_content_type as kind`,
        ),
      );
      expect(rows.every(({ permissions }) => permissions === 4)).toBe(true);
      const labels = new Set(rows.map(({ label }) => label));
      for (const { label } of nextVersion.addedModels) expect(labels).toContain(label);
      const dropped = [...edmsCatalogue().models.values()].filter(
        ({ table, through }) => !through && nextVersion.droppedTables.includes(table),
      );
      expect(dropped.map(({ label }) => label).filter((label) => labels.has(label))).toEqual([]);
      expect(labels.size).toBe(71 - 11 + 2);
    }));
});

/** Columns of mapped tables that the map does not have, with their model. */
function unknownColumns(schema: LiveSchema): readonly string[] {
  return [...mappedSchema().values()]
    .flatMap((mapped) => {
      const known = new Set(mapped.columns.map(({ name }) => name));
      return [...(schema.tables.get(mapped.name)?.columns.values() ?? [])]
        .filter(({ name }) => !known.has(name))
        .map(({ name, notNull }) => `${mapped.model} ${name} ${notNull ? 'not null' : 'null'}`);
    })
    .sort();
}
