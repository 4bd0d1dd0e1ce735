/**
 * - `filled`: a column that must have a value got one that the package does not have.
 * - `value-missing`: such a column for which no value is known: the records cannot be restored without one.
 * - `emptied`: null became the empty text, where a text column takes no null.
 * - `column-dropped`: values of a field for which the target has no column are kept in the side file.
 * - `table-dropped`: records of a model for which the target has no table are kept in the side file.
 * - `model-dropped`: content types and permissions that name such a model are kept in the side file.
 * - `value-kept-aside`: references to what the target has no place for are kept in the side file.
 */
export type AdaptationKind =
  | 'filled'
  | 'value-missing'
  | 'emptied'
  | 'column-dropped'
  | 'table-dropped'
  | 'model-dropped'
  | 'value-kept-aside';

/** One way in which package and target differ as EDMS versions, and what is done about it. */
export interface Adaptation {
  /** The table; the model's label where no table is known. */
  readonly table: string;
  /** Null when whole records are meant. For `column-dropped` the field, as no column is known. */
  readonly column: string | null;
  readonly kind: AdaptationKind;
  readonly records: number;
  /** The value that was filled in, as text; null for the other kinds. */
  readonly value: string | null;
}

/**
 * Where the value of a fill comes from: the person, a known version of the EDMS, the database's own default,
 * Django's default in the map, or the type's empty value.
 */
export type FillSource = 'person' | 'version' | 'database' | 'map' | 'type';

/** A column that the target requires and that records of the package lack, and the value that they get. */
export interface FillProposal {
  /** `documents.document.sensitivity_label`: the name under which a policy's `fills` change the value. */
  readonly field: string;
  readonly table: string;
  readonly column: string;
  /** As PostgreSQL writes it: `character varying(20)`. */
  readonly type: string;
  /** The values that are accepted; null for any that the type takes. */
  readonly choices: readonly string[] | null;
  /** As text; null when nothing can be proposed: then the records cannot be restored until a value is given. */
  readonly value: string | null;
  readonly source: FillSource | null;
  readonly records: number;
}
