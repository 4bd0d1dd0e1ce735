/**
 * What the EDMS's Django models are. The data is generated from `prisma/schema.prisma` (the single map) into
 * `generated/catalogue.ts`; this file holds its types and the questions that the engine asks of it.
 */

/** Django field classes that occur in the EDMS. */
export type DjangoType =
  | 'AutoField'
  | 'BigAutoField'
  | 'BigIntegerField'
  | 'BooleanField'
  | 'CharField'
  | 'DateField'
  | 'DateTimeField'
  | 'DecimalField'
  | 'DurationField'
  | 'EmailField'
  | 'FloatField'
  | 'ForeignKey'
  | 'GenericIPAddressField'
  | 'IntegerField'
  | 'JSONField'
  | 'OneToOneField'
  | 'PositiveBigIntegerField'
  | 'PositiveIntegerField'
  | 'PositiveSmallIntegerField'
  | 'SlugField'
  | 'SmallIntegerField'
  | 'TextField'
  | 'TimeField'
  | 'URLField'
  | 'UUIDField'
  | (string & {});

/** A constant, or a function of Python's that is called (`uuid4`, `dict`, `now`). */
export type FieldDefault = { readonly value: string | number | boolean } | { readonly call: string };

/** A field of a model that is a column of its own table. */
export interface Field {
  /** Django's name, as it stands in a fixture: `document_type`. */
  readonly name: string;
  /** The column: `document_type_id`. */
  readonly column: string;
  readonly type: DjangoType;
  readonly nullable: boolean;
  readonly maxLength?: number;
  readonly choices?: readonly string[];
  /** What Django itself would put in; the database has no defaults. */
  readonly default?: FieldDefault;
  /** Label of the model that a ForeignKey or OneToOneField points at. */
  readonly references?: string;
  /** The map does not have the field: it stands for a column that a live database has beyond it. */
  readonly unmapped?: true;
}

/** A many-to-many field: a list in the fixture, rows of `table` in the database. */
export interface ManyToManyField {
  readonly name: string;
  /** Label of the model at the other end. */
  readonly references: string;
  readonly table: string;
  /** Column of `table` that points at this model. */
  readonly fromColumn: string;
  readonly toColumn: string;
  /** False when the table is a model of its own (`through=`): then the fixture has records, not a list. */
  readonly automatic: boolean;
}

/** `object_id` holds, as text, the primary key of a row of the model that `content_type` names. */
export interface GenericReference {
  readonly contentTypeField: string;
  readonly objectIdField: string;
}

export interface Model {
  /** Django's label in lower case, as in a fixture: `documents.document`. */
  readonly label: string;
  readonly table: string;
  /** Name of the field that is the primary key: `id`, `code`. */
  readonly primaryKey: string;
  readonly fields: readonly Field[];
  readonly manyToMany: readonly ManyToManyField[];
  /** Paths of the natural key (`document.document_number`), or null: then the fixture keeps the `pk`. */
  readonly naturalKey: readonly string[] | null;
  /** Sets of field names whose values are unique together; the primary key is not repeated here. */
  readonly unique: readonly (readonly string[])[];
  /** Infrastructure is restored first and protected; everything else is business data. */
  readonly step: 'infrastructure' | 'business';
  /** `django`: content types and permissions, which Django itself creates; matched, never overwritten. */
  readonly owner: 'django' | 'edms';
  readonly genericReferences: readonly GenericReference[];
  /** True for the table that Django makes for a many-to-many field: it has no records in a fixture. */
  readonly through?: true;
  /** Fields that Django's model declares and the present database has no column for. */
  readonly absentFields?: readonly string[];
}

export interface Catalogue {
  readonly models: ReadonlyMap<string, Model>;
  /** All tables of the EDMS by name: the label of their model, or null for a bare table. */
  readonly tables: ReadonlyMap<string, string | null>;
}

/** What a natural key is made of, read along its paths: a value of the row, or the key of a related row. */
export type NaturalKeyPart =
  | { readonly kind: 'value'; readonly field: Field }
  | { readonly kind: 'reference'; readonly field: Field; readonly model: Model; readonly width: number };
