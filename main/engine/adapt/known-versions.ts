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

/** The table of a model that only a version other than the map's has. */
export function tableOfAddedModel(label: string): string | undefined {
  return KNOWN_VERSIONS.flatMap(({ addedModels }) => addedModels).find((model) => model.label === label)
    ?.table;
}

/**
 * Name of the version whose tables and columns a database has: `present` (the map's), `next`; null when it is none
 * that is known. Types and constraints are not looked at.
 */
export function recogniseVersion(schema: LiveSchema): string | null {
  const found = columnsOf(schema);
  const present = new Set(
    [...mappedSchema().values()].flatMap((table) => table.columns.map(({ name }) => `${table.name}.${name}`)),
  );
  if (sameSet(found, present)) return 'present';
  const version = KNOWN_VERSIONS.find((known) => matches(schema, found, present, known));
  return version?.name ?? null;
}

function columnsOf(schema: LiveSchema): ReadonlySet<string> {
  return new Set(
    [...schema.tables.values()].flatMap((table) =>
      [...table.columns.keys()].map((column) => `${table.name}.${column}`),
    ),
  );
}

function matches(
  schema: LiveSchema,
  found: ReadonlySet<string>,
  present: ReadonlySet<string>,
  version: EdmsVersion,
): boolean {
  const dropped = new Set(version.droppedTables);
  const tableOf = new Map([...mappedSchema().values()].map(({ model, name }) => [model, name]));
  const added = new Set(version.addedModels.map(({ table }) => table));
  if (![...added].every((table) => schema.tables.has(table))) return false;
  const expected = new Set([...present].filter((column) => !dropped.has(column.split('.')[0] ?? '')));
  for (const [label, fields] of Object.entries(version.addedFields)) {
    for (const { column } of fields) expected.add(`${tableOf.get(label)}.${column}`);
  }
  // The columns of added tables are the database's own.
  return sameSet(new Set([...found].filter((column) => !added.has(column.split('.')[0] ?? ''))), expected);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
