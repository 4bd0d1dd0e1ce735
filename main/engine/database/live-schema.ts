/** The schema that a database really has, as introspected. Where it differs from the map, it is right. */
export interface LiveSchema {
  /** `server_version_num`: 150014 is 15.14. */
  readonly serverVersion: number;
  /** Name of the PostgreSQL schema that holds the EDMS (`public`). */
  readonly schemaName: string;
  /** Another one as soon as others change the schema: see `schemaDigest`. */
  readonly digest: string;
  readonly tables: ReadonlyMap<string, LiveTable>;
}

export interface LiveTable {
  readonly name: string;
  readonly columns: ReadonlyMap<string, LiveColumn>;
  readonly primaryKey: readonly string[];
  /** Column sets of unique constraints and unique indexes without a predicate, the primary key left out. */
  readonly uniques: readonly (readonly string[])[];
  readonly foreignKeys: readonly LiveForeignKey[];
  /** Triggers of people or applications; PostgreSQL's own constraint triggers are not counted. */
  readonly hasUserTriggers: boolean;
  /** True when the connected role owns the table (or is a superuser). */
  readonly owned: boolean;
  /** True when the connected role may read it. */
  readonly readable: boolean;
  readonly checks?: readonly LiveCheck[];
}

/** A CHECK constraint. */
export interface LiveCheck {
  readonly name: string;
  readonly columns: readonly string[];
  /** As PostgreSQL writes it back, columns by their plain names: `((version_major >= 1) AND (version_major <= 99))`. */
  readonly expression: string;
}

export interface LiveColumn {
  readonly name: string;
  /** As `format_type` writes it: `character varying(50)`, `timestamp with time zone`. */
  readonly type: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** The expression of the default, as PostgreSQL writes it back: `'INTERNAL'::character varying`. */
  readonly default?: string;
  /** The values of an enum type. */
  readonly labels?: readonly string[];
  /** True for a stored generated column, which cannot be written. */
  readonly generated: boolean;
  /** `generated always as identity`: written with `overriding system value`. */
  readonly identityAlways: boolean;
  /** The sequence behind a serial or identity column, schema-qualified and quoted for SQL; null for none. */
  readonly sequence: string | null;
}

export interface LiveForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
  readonly deferrable: boolean;
}
