import type { Reference } from './reference.ts';

interface RawRecord {
  readonly model: string;
  readonly pk?: string | number;
  readonly fields: { readonly [field: string]: unknown };
}

/**
 * The records (from 0) that a record of a fixture needs, itself among them: found over the fixture's JSON with the
 * reference description alone, in the plainest way there is. It shares nothing with the engine.
 */
export function neededRecords(fixture: string, start: number, reference: Reference): ReadonlySet<number> {
  const records: readonly RawRecord[] = JSON.parse(fixture);
  const needed = new Set<number>();
  const visit = (number: number): void => {
    const record = records[number];
    if (!record || needed.has(number)) return;
    needed.add(number);
    for (const [label, value] of referencesOf(record, reference))
      records.forEach((other, n) => {
        if (other.model === label && isMeant(other, value, records, reference)) visit(n);
      });
  };
  visit(start);
  return needed;
}

/** What a record refers to: the label of a model, and the value that names one of its records. */
function referencesOf(record: RawRecord, { models }: Reference): readonly (readonly [string, unknown])[] {
  const model = models[record.model];
  const found: (readonly [string, unknown])[] = [];
  for (const [field, value] of Object.entries(record.fields)) {
    if (value === null) continue;
    const references = model?.fields[field]?.references;
    const list = model?.many_to_many?.[field];
    if (references) found.push([references, value]);
    else if (list && Array.isArray(value)) for (const part of value) found.push([list.references, part]);
    else if (field === 'object_id' && Array.isArray(record.fields.content_type))
      found.push([record.fields.content_type.join('.'), { number: String(value) }]);
  }
  return found;
}

function isMeant(
  record: RawRecord,
  value: unknown,
  records: readonly RawRecord[],
  reference: Reference,
): boolean {
  const name = nameOf(record, records, reference);
  if (Array.isArray(value)) return name !== null && name.join('\0') === value.join('\0');
  if (typeof value === 'object' && value !== null && 'number' in value)
    return record.pk !== undefined && String(record.pk) === value.number;
  if (typeof value === 'string' && name?.length === 1 && name[0] === value) return true;
  return record.pk !== undefined && record.pk === value;
}

function nameOf(
  record: RawRecord,
  records: readonly RawRecord[],
  reference: Reference,
): readonly string[] | null {
  const paths = reference.models[record.model]?.natural_key;
  if (!paths) return null;
  const values = paths.map((path) => partOf(record, path, records, reference));
  return values.includes(null) ? null : values.map(String);
}

function partOf(
  record: RawRecord,
  path: string,
  records: readonly RawRecord[],
  reference: Reference,
): unknown {
  const [head = '', ...rest] = path.split('.');
  const value = record.fields[head] ?? null;
  if (rest.length === 0) {
    if (value !== null || record.model !== 'workflows.documentstate') return value;
    const { name, description } = record.fields;
    return record.pk ?? reference.stateCodes.get(`${String(name)}\0${String(description)}`) ?? null;
  }
  const label = reference.models[record.model]?.fields[head]?.references ?? '';
  const names = reference.models[label]?.natural_key ?? [];
  if (Array.isArray(value)) return value[names.indexOf(rest.join('.'))] ?? null;
  const related = records.find(({ model, pk }) => model === label && pk !== undefined && pk === value);
  return related ? partOf(related, rest.join('.'), records, reference) : null;
}
