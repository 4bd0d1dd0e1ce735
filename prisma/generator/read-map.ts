import type { DMMF } from '@prisma/generator-helper';
import type { FieldDefault } from '../../main/engine/catalogue/catalogue.ts';
import type { EdmsMap, MapColumn, MapManyToMany, MapRole, MapTable } from './edms-map.ts';
import { labelAndName, oneTag, readTags, type Tags, wordsOf } from './tags.ts';
import { type UnsupportedField, unsupportedFields } from './unsupported-fields.ts';

/**
 * Reads the map from what Prisma has parsed. `schemaText` is needed beside it, because Prisma leaves the
 * columns whose type it does not know (`interval`) out of its data model.
 */
export function readMap(datamodel: DMMF.Datamodel, schemaText: string): EdmsMap {
  const unsupported = unsupportedFields(schemaText);
  return { tables: datamodel.models.map((model) => readTable(model, unsupported.get(model.name) ?? [])) };
}

function readTable(model: DMMF.Model, unsupported: readonly UnsupportedField[]): MapTable {
  const tags = readTags(model.documentation);
  const columns = readColumns(model, unsupported);
  const columnName = (prismaName: string): string => {
    const column = columns.find((candidate) => candidate.prismaName === prismaName);
    if (column === undefined) throw new Error(`${model.name} has no field ${prismaName}`);
    return column.column;
  };
  const primaryKey = model.fields.find((field) => field.isId);
  if (primaryKey === undefined) throw new Error(`${model.name} has no primary key`);
  const singles = model.fields.filter((field) => field.isUnique && field.kind === 'scalar');
  return {
    prismaName: model.name,
    table: model.dbName ?? model.name,
    role: readRole(tags),
    step: oneTag(tags, 'step') === 'infrastructure' ? 'infrastructure' : 'business',
    owner: oneTag(tags, 'owner') === 'django' ? 'django' : 'edms',
    columns,
    primaryKey: columnName(primaryKey.name),
    uniques: [
      ...singles.map((field) => [columnName(field.name)]),
      ...model.uniqueFields.map((fields) => fields.map(columnName)),
    ],
    checks: tags.get('check') ?? [],
    naturalKey: wordsOf(tags, 'key') ?? null,
    manyToMany: (tags.get('many') ?? []).map(readManyToMany),
    genericReferences: (tags.get('generic') ?? []).map((value) => {
      const [contentTypeField = '', objectIdField = ''] = value.split(/\s+/);
      return { contentTypeField, objectIdField };
    }),
    absentFields: (tags.get('absent') ?? []).map((value) => value.split(/\s+/)[0] ?? ''),
  };
}

function readRole(tags: Tags): MapRole {
  const django = oneTag(tags, 'django');
  if (django !== undefined) return { kind: 'model', ...labelAndName(django) };
  const through = oneTag(tags, 'through');
  if (through !== undefined) return { kind: 'through', label: through };
  const leftover = oneTag(tags, 'leftover');
  return leftover ? { kind: 'bare', contentType: labelAndName(leftover) } : { kind: 'bare' };
}

function readManyToMany(value: string): MapManyToMany {
  const match = /^(\w+) (\w+)\((\w+), (\w+)\)$/.exec(value);
  if (match === null) throw new Error(`Expected FIELD Model(from, to), found: ${value}`);
  const [, name = '', throughPrismaName = '', fromField = '', toField = ''] = match;
  return { name, throughPrismaName, fromField, toField };
}

/** The columns in the order of the map, the ones that Prisma leaves out put back in their place. */
function readColumns(model: DMMF.Model, unsupported: readonly UnsupportedField[]): readonly MapColumn[] {
  const relations = model.fields.filter((field) => field.kind === 'object');
  const columns = model.fields
    .filter((field) => field.kind === 'scalar')
    .map((field) =>
      readColumn(
        field,
        relations.find((one) => one.relationFromFields?.includes(field.name)),
      ),
    );
  for (const field of unsupported) {
    const column = withTags(
      {
        prismaName: field.name,
        column: field.column,
        type: field.type,
        notNull: field.required,
        identity: false,
        djangoName: field.column,
        djangoType: typeOfColumn(field.type, false),
      },
      readTags(field.documentation),
    );
    const before = columns.findIndex((candidate) => candidate.prismaName === field.before);
    columns.splice(before < 0 ? columns.length : before, 0, column);
  }
  return columns;
}

function readColumn(field: DMMF.Field, relation: DMMF.Field | undefined): MapColumn {
  const column = field.dbName ?? field.name;
  const type = postgresType(field);
  const identity = typeof field.default === 'object' && 'name' in field.default;
  const base = { prismaName: field.name, column, type, notNull: field.isRequired, identity };
  const tags = readTags(field.documentation);
  if (relation === undefined) {
    return withTags({ ...base, djangoName: column, djangoType: typeOfColumn(type, identity) }, tags);
  }
  const target = relation.relationToFields?.[0];
  if (target === undefined) throw new Error(`The relation ${relation.name} names no field`);
  return withTags(
    {
      ...base,
      djangoName: column.replace(/_id$/, ''),
      djangoType: field.isUnique ? 'OneToOneField' : 'ForeignKey',
      references: { prismaName: relation.type, field: target },
    },
    tags,
  );
}

function withTags(column: MapColumn, tags: Tags): MapColumn {
  const choices = wordsOf(tags, 'choices');
  const defaultTag = oneTag(tags, 'default');
  const length = /^character varying\((\d+)\)$/.exec(column.type)?.[1];
  return {
    ...column,
    djangoType: oneTag(tags, 'field') ?? column.djangoType,
    ...(length !== undefined && column.references === undefined ? { maxLength: Number(length) } : {}),
    ...(choices !== undefined && choices[0] !== 'timezone()' ? { choices } : {}),
    ...(defaultTag === undefined ? {} : { default: readDefault(defaultTag) }),
  };
}

function readDefault(value: string): FieldDefault {
  const call = /^(\w+)\(\)$/.exec(value)?.[1];
  if (call !== undefined) return { call };
  const parsed: unknown = JSON.parse(value);
  if (typeof parsed === 'string' || typeof parsed === 'number' || typeof parsed === 'boolean') {
    return { value: parsed };
  }
  throw new Error(`A default is a string, a number, a boolean or a call, found: ${value}`);
}

/** The PostgreSQL type of a field, as `format_type` writes it. */
function postgresType(field: DMMF.Field): string {
  const [native, parameters] = field.nativeType ?? [field.type, []];
  switch (native) {
    case 'BigInt':
      return 'bigint';
    case 'Int':
      return 'integer';
    case 'SmallInt':
      return 'smallint';
    case 'String':
      return 'text';
    case 'VarChar':
      return `character varying(${parameters[0]})`;
    case 'Decimal':
      return `numeric(${parameters.join(',')})`;
    case 'Boolean':
      return 'boolean';
    case 'Float':
      return 'double precision';
    case 'Json':
      return 'jsonb';
    case 'Uuid':
      return 'uuid';
    case 'Inet':
      return 'inet';
    case 'Date':
      return 'date';
    case 'Time':
      return 'time without time zone';
    case 'Timestamptz':
      return 'timestamp with time zone';
    default:
      throw new Error(`The generator does not know the native type ${native} of ${field.name}`);
  }
}

/** Django's field class for a column that says nothing else. */
function typeOfColumn(type: string, identity: boolean): string {
  const plain: Record<string, string> = {
    bigint: identity ? 'BigAutoField' : 'BigIntegerField',
    integer: identity ? 'AutoField' : 'IntegerField',
    smallint: 'SmallIntegerField',
    text: 'TextField',
    boolean: 'BooleanField',
    'double precision': 'FloatField',
    jsonb: 'JSONField',
    uuid: 'UUIDField',
    inet: 'GenericIPAddressField',
    date: 'DateField',
    interval: 'DurationField',
    'time without time zone': 'TimeField',
    'timestamp with time zone': 'DateTimeField',
    numeric: 'DecimalField',
    'character varying': 'CharField',
  };
  const found = plain[type.replace(/\(.*/, '')];
  if (found === undefined) throw new Error(`No Django field class is known for ${type}`);
  return found;
}
