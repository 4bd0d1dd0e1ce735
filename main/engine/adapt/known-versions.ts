import type { EdmsVersion } from '../../../prisma/versions/edms-version.ts';
import { nextVersion } from '../../../prisma/versions/next.ts';
import type { Field } from '../catalogue/catalogue.ts';
import { mappedSchema } from '../catalogue/mapped-schema.ts';
import type { LiveSchema } from '../database/live-schema.ts';

/** The versions of the EDMS, beside the map's own, that there is an adaptation for. */
export const KNOWN_VERSIONS: readonly EdmsVersion[] = [nextVersion];

/** What a known version says of a column that the map does not have. */
export function knownField(label: string, column: string): Field | undefined {
  for (const version of KNOWN_VERSIONS) {
    const field = version.addedFields[label]?.find((added) => added.column === column);
    if (field) return field;
  }
  return undefined;
}

/** True for a field that a known version's fixtures have and the map does not. */
export function isKnownField(label: string, name: string): boolean {
  return KNOWN_VERSIONS.some(({ addedFields }) => addedFields[label]?.some((field) => field.name === name));
}

/** The table of a model that only a version other than the map's has. */
export function tableOfAddedModel(label: string): string | undefined {
  return KNOWN_VERSIONS.flatMap(({ addedModels }) => addedModels).find((model) => model.label === label)
    ?.table;
}

/**
 * Name of the version whose tables and columns a database has: `present` (the map's), `next`; null when it is none
 * that is known. Tables beyond the EDMS's do not matter; types and constraints are not looked at.
 */
export function recogniseVersion(schema: LiveSchema): string | null {
  const found = new Set(
    [...mappedSchema().keys()].flatMap((table) =>
      columnsOf(table, schema.tables.get(table)?.columns.keys() ?? []),
    ),
  );
  const present = new Set(
    [...mappedSchema().values()].flatMap((table) =>
      columnsOf(
        table.name,
        table.columns.map(({ name }) => name),
      ),
    ),
  );
  if (sameSet(found, present)) return 'present';
  const version = KNOWN_VERSIONS.find(
    (known) =>
      known.addedModels.every(({ table }) => schema.tables.has(table)) &&
      sameSet(found, columnsOfVersion(known, present)),
  );
  return version?.name ?? null;
}

/** The columns that a version has in tables of the map. */
function columnsOfVersion(version: EdmsVersion, present: ReadonlySet<string>): ReadonlySet<string> {
  const tableOf = new Map([...mappedSchema().values()].map(({ model, name }) => [model, name]));
  const columns = new Set(present);
  for (const dropped of version.droppedTables) {
    for (const { name } of mappedSchema().get(dropped)?.columns ?? []) columns.delete(`${dropped}.${name}`);
  }
  for (const [label, fields] of Object.entries(version.addedFields)) {
    for (const { column } of fields) columns.add(`${tableOf.get(label)}.${column}`);
  }
  return columns;
}

function columnsOf(table: string, columns: Iterable<string>): readonly string[] {
  return [...columns].map((column) => `${table}.${column}`);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
