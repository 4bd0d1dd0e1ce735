import { randomUUID } from 'node:crypto';
import type { Field } from '../catalogue/catalogue.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { modelOf } from '../catalogue/model-lookup.ts';

/** A record for `buildPackage`. */
export interface SampleRecord {
  readonly model: string;
  readonly pk?: string | number;
  readonly fields: { readonly [field: string]: unknown };
}

type Fields = SampleRecord['fields'];

/** A record of a model: the fields that are given, and something plain in every other field that takes no null. */
export function sample(label: string, fields: Fields = {}, pk?: string | number): SampleRecord {
  const model = modelOf(edmsCatalogue(), label);
  const needed = model.fields.filter(
    (field) => !field.nullable && field.name !== model.primaryKey && fields[field.name] === undefined,
  );
  const plain = needed
    .filter((field) => field.references === undefined)
    .map((field) => [field.name, plainValue(field)]);
  return {
    model: label,
    ...(pk === undefined ? {} : { pk }),
    fields: { ...Object.fromEntries(plain), ...fields },
  };
}

function plainValue(field: Field): unknown {
  if (field.choices?.[0] !== undefined && field.type === 'CharField') return field.choices[0];
  switch (field.type) {
    case 'UUIDField':
      return randomUUID();
    case 'BooleanField':
      return false;
    case 'DateTimeField':
      return '2025-11-03T09:15:27.123Z';
    case 'DateField':
      return '2025-11-03';
    case 'JSONField':
      return {};
    case 'GenericIPAddressField':
      return '10.1.2.3';
    case 'TimeField':
      return '02:00:00';
    case 'DurationField':
      return '00:00:01';
    default:
      return /Integer|Float|Decimal/.test(field.type) ? 1 : 'x';
  }
}

export const user = (username: string, fields: Fields = {}) =>
  sample('users.user', {
    username,
    password: 'pbkdf2_sha256$1$a$b',
    email: `${username}@example.org`,
    ...fields,
  });

export const role = (name: string, fields: Fields = {}) =>
  sample('users.role', { name, module: name.slice(0, 2), permission_level: 'read', ...fields });

export const documentType = (code: string, fields: Fields = {}) =>
  sample('documents.documenttype', { code, name: `Type ${code}`, created_by: ['author'], ...fields });

export const source = (name: string, fields: Fields = {}) =>
  sample('documents.documentsource', { name, ...fields });

/** A document of type `SOP` and source `Draft` by `author`. */
export const document = (number: string, fields: Fields = {}) =>
  sample('documents.document', {
    document_number: number,
    document_type: ['SOP'],
    document_source: ['Draft'],
    author: ['author'],
    version_major: 1,
    version_minor: 0,
    ...fields,
  });

export const version = (number: string, fields: Fields = {}) =>
  sample('documents.documentversion', {
    document: [number],
    version_major: 1,
    version_minor: 0,
    created_by: ['author'],
    ...fields,
  });

/** What documents need: an author, a type, a source. */
export const basics = (): readonly SampleRecord[] => [user('author'), documentType('SOP'), source('Draft')];
