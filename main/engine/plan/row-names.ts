import type { Catalogue } from '../catalogue/catalogue.ts';
import { naturalKeyParts } from '../catalogue/natural-key.ts';
import { TELLING_FIELDS } from '../fixture/record-name.ts';
import type { BoundColumn, BoundModel } from './binding.ts';
import { quote } from './statements.ts';

/** Where a row's name is made of. */
export interface NameSources {
  readonly catalogue: Catalogue;
  readonly bound: ReadonlyMap<string, BoundModel>;
}

/**
 * The SQL expression, of type text, for what names a row of a model to a person: its natural key (references by the
 * names of the rows that they lead to), else a telling field, else its primary key.
 * @param alias of the model's table in the statement.
 */
export function rowNameExpression(bound: BoundModel, alias: string, sources: NameSources): string {
  const byNumber = `'number ' || ${alias}.${quote(bound.key.live.name)}::text`;
  const natural = naturalName(bound, alias, sources, 0);
  const telling = TELLING_FIELDS.map((name) => bound.columns.get(name))
    .filter((column) => column !== undefined)
    .map((column) => `nullif(left(${alias}.${quote(column.live.name)}::text, 120), '')`);
  return `coalesce(${[...(natural === null ? telling : [`nullif(${natural}, '')`]), byNumber].join(', ')})`;
}

function naturalName(bound: BoundModel, alias: string, sources: NameSources, depth: number): string | null {
  const parts = naturalKeyParts(bound.model, sources.catalogue);
  if (!parts) return null;
  const names: string[] = [];
  for (const part of parts) {
    const column = columnOf(bound, part.field.name);
    if (!column) return null;
    const value = `${alias}.${quote(column.live.name)}`;
    if (part.kind === 'value') {
      names.push(`${value}::text`);
      continue;
    }
    const related = sources.bound.get(part.model.label);
    const inner = `r${depth}`;
    const name = related ? naturalName(related, inner, sources, depth + 1) : null;
    if (!related || name === null) return null;
    names.push(
      `(select ${name} from ${quote(related.table.name)} as ${inner} where ${inner}.${quote(related.key.live.name)} = ${value})`,
    );
  }
  return `concat_ws(' / ', ${names.join(', ')})`;
}

function columnOf(bound: BoundModel, field: string): BoundColumn | undefined {
  return field === bound.model.primaryKey ? bound.key : bound.columns.get(field);
}
