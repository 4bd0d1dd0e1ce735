import type { ValueKind } from './value-text.ts';

/** A value of a row's array: where it stands, and how it is written. */
export interface Slot {
  readonly at: number;
  readonly kind: ValueKind;
}

/** What a field of a record is made of. */
export type FieldSource =
  | { readonly name: string; readonly kind: 'value'; readonly slot: Slot }
  /** A reference by natural key; `raw` is the primary key that the row itself holds. */
  | {
      readonly name: string;
      readonly kind: 'reference';
      readonly raw: Slot;
      readonly key: readonly Slot[];
      /** Not null where other rows have the same natural key; left out where the database forbids that. */
      readonly ambiguous: Slot | null;
      readonly references: string;
    }
  /** A many-to-many list, as JSON: a list of lists of texts, of which the last is the primary key that the pair itself holds. */
  | {
      readonly name: string;
      readonly kind: 'list';
      readonly slot: Slot;
      readonly parts: readonly ValueKind[];
      readonly number: ValueKind;
      readonly natural: boolean;
      readonly references: string;
    };
