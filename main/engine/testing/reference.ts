import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The reference description of the EDMS database, as the oracle needs it. It is not the engine's own map. */
export interface Reference {
  readonly tables: { readonly [table: string]: ReferenceTable };
  readonly models: { readonly [label: string]: ReferenceModel };
  /** Codes of document states by name and description: `Approved\0Approved and ready to be effective`. */
  readonly stateCodes: ReadonlyMap<string, string>;
}

export interface ReferenceTable {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly not_null?: boolean;
    readonly auto_increment?: boolean;
  }[];
  readonly primary_key: readonly string[];
  readonly foreign_keys: readonly {
    readonly columns: readonly string[];
    readonly references: string;
    readonly referenced_column: string;
  }[];
}

export interface ReferenceModel {
  readonly table: string;
  readonly fields: { readonly [field: string]: { readonly column: string; readonly references?: string } };
  readonly natural_key?: readonly string[];
  readonly many_to_many?: {
    readonly [field: string]: {
      readonly references: string;
      readonly table: string;
      readonly from_column: string;
      readonly to_column: string;
    };
  };
}

/**
 * Reads `edms-catalogue.json` and, from `FORMATS.md` beside it, the table of document states. Null where they
 * are not: `EDMS_REFERENCE` names the folder, `../shared/reference` is the default.
 */
export function readReference(): Reference | null {
  const folder = process.env.EDMS_REFERENCE ?? path.resolve('..', 'shared', 'reference');
  const catalogue = path.join(folder, 'edms-catalogue.json');
  const formats = path.join(folder, 'FORMATS.md');
  if (!existsSync(catalogue) || !existsSync(formats)) return null;
  const { tables, models }: Pick<Reference, 'tables' | 'models'> = JSON.parse(
    readFileSync(catalogue, 'utf8'),
  );
  return { tables, models, stateCodes: stateCodes(readFileSync(formats, 'utf8')) };
}

function stateCodes(text: string): ReadonlyMap<string, string> {
  const rows = text.matchAll(/^\| ([A-Z_]+) \| ([^|]+) \| ([^|]*)\|$/gm);
  const codes = new Map(
    [...rows].map(([, code = '', name = '', description = '']) => [
      `${name.trim()}\0${description.trim()}`,
      code,
    ]),
  );
  if (codes.size < 18) throw new Error('FORMATS.md no longer lists the document states as it did');
  return codes;
}
