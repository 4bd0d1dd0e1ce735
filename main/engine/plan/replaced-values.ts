import type { Model } from '../catalogue/catalogue.ts';
import { contentTypeLabel } from '../fixture/content-types.ts';
import type { FixtureRecord, JsonValue, RecordNumber } from '../fixture/record.ts';
import { type PlanContext, rowKey } from './plan-context.ts';

/**
 * The value that a field gets instead of the one in the package, or undefined to leave it. There are only
 * three such fields: the uuid of a record that is restored beside a row, the path of a file that is restored
 * beside a file, and the object of a generic reference whose row has another primary key in the target.
 */
export function replacedValue(
  record: FixtureRecord,
  field: string,
  number: RecordNumber,
  model: Model,
  context: PlanContext,
): JsonValue | undefined {
  if (field === 'uuid') return context.newUuids.get(number);
  if (field === 'file_path') {
    const path = record.fields[field];
    return typeof path === 'string' ? context.movedFiles.get(path) : undefined;
  }
  const generic = model.genericReferences.find((reference) => reference.objectIdField === field);
  return generic ? genericObject(record, generic.contentTypeField, field, number, context) : undefined;
}

function genericObject(
  record: FixtureRecord,
  contentTypeField: string,
  objectIdField: string,
  number: RecordNumber,
  context: PlanContext,
): JsonValue | undefined {
  const objectId = record.fields[objectIdField];
  const label = contentTypeLabel(record.fields[contentTypeField], context.contentTypes);
  if (label === null || objectId === null || objectId === undefined || objectId === '') return undefined;
  const object = context.fixture.index.byPrimaryKey(label, String(objectId));
  const key = object < 0 ? null : rowKey(object, context);
  if (key === null) {
    context.keptGenericReferences.add(number);
    return undefined;
  }
  return typeof objectId === 'string' ? String(key) : key;
}
