import type { Catalogue, Model } from '../catalogue/catalogue.ts';
import { naturalKeyParts } from '../catalogue/natural-key.ts';
import type { Sql } from '../database/target.ts';
import type { BoundColumn, BoundModel } from './binding.ts';
import { lookupStatement } from './statements.ts';

const BATCH = 2000;

/** A reference that no record of the package answers to: the target is asked for it. */
export interface WantedKey {
  readonly model: Model;
  readonly values: readonly string[];
}

/**
 * Primary keys of rows of the target, by natural key. Wanted keys are collected and asked for together: one
 * statement for thousands of them, and one more for each level of a nested natural key.
 */
export class TargetKeys {
  readonly #sql: Sql;
  readonly #catalogue: Catalogue;
  readonly #bound: ReadonlyMap<string, BoundModel>;
  readonly #known = new Map<string, string | null>();

  constructor(sql: Sql, catalogue: Catalogue, bound: ReadonlyMap<string, BoundModel>) {
    this.#sql = sql;
    this.#catalogue = catalogue;
    this.#bound = bound;
  }

  /** The primary key as text; null when the target has no such row; undefined when nobody asked yet. */
  get(model: Model, values: readonly string[]): string | null | undefined {
    return this.#known.get(cacheKey(model, values));
  }

  /** Every row that was found, by label and primary key: rows that records of the package lead to. */
  *found(): Generator<{ readonly label: string; readonly key: string }> {
    for (const [cached, key] of this.#known)
      if (key !== null) yield { label: cached.slice(0, cached.indexOf('\0')), key };
  }

  /** Asks the target for all keys that are not known yet. */
  async load(wanted: readonly WantedKey[]): Promise<void> {
    const byModel = new Map<Model, Map<string, readonly string[]>>();
    for (const { model, values } of wanted) {
      const key = cacheKey(model, values);
      if (this.#known.has(key)) continue;
      const keys = byModel.get(model) ?? new Map<string, readonly string[]>();
      byModel.set(model, keys.set(key, values));
    }
    for (const [model, keys] of byModel) await this.#loadModel(model, [...keys.values()]);
  }

  async #loadModel(model: Model, keys: readonly (readonly string[])[]): Promise<void> {
    for (const values of keys) this.#known.set(cacheKey(model, values), null);
    const bound = this.#bound.get(model.label);
    const parts = naturalKeyParts(model, this.#catalogue);
    if (!bound || !parts) return;
    const columns = parts.map(
      (part) => bound.columns.get(part.field.name) ?? keyColumn(bound, part.field.name),
    );
    if (columns.includes(null)) return;
    await this.load(relatedKeys(model, this.#catalogue, keys));
    for (let from = 0; from < keys.length; from += BATCH) {
      const batch = keys.slice(from, from + BATCH);
      const rows = batch.map((values, n) => this.#row(model, values, n)).filter((row) => row !== null);
      const statement = lookupStatement(
        bound,
        columns.filter((column) => column !== null),
      );
      const found = await this.#sql.query<{ n: number; k: string }>(statement, `[${rows.join(',')}]`);
      for (const { n, k } of found) this.#known.set(cacheKey(model, batch[n] ?? []), k);
    }
  }

  /** The columns of a natural key as a row of the lookup, or null when a related row is not there. */
  #row(model: Model, values: readonly string[], n: number): string | null {
    const cells: string[] = [];
    let at = 0;
    for (const part of naturalKeyParts(model, this.#catalogue) ?? []) {
      const width = part.kind === 'value' ? 1 : part.width;
      const own = values.slice(at, at + width);
      const value = part.kind === 'value' ? own[0] : this.get(part.model, own);
      if (value === null || value === undefined) return null;
      cells.push(`"c${cells.length}":${JSON.stringify(value)}`);
      at += width;
    }
    return `{"n":${n},${cells.join(',')}}`;
  }
}

/** The natural keys of related rows that stand inside natural keys of `model`. */
function relatedKeys(
  model: Model,
  catalogue: Catalogue,
  keys: readonly (readonly string[])[],
): readonly WantedKey[] {
  const wanted: WantedKey[] = [];
  for (const values of keys) {
    let at = 0;
    for (const part of naturalKeyParts(model, catalogue) ?? []) {
      const width = part.kind === 'value' ? 1 : part.width;
      if (part.kind === 'reference') wanted.push({ model: part.model, values: values.slice(at, at + width) });
      at += width;
    }
  }
  return wanted;
}

function keyColumn(bound: BoundModel, field: string): BoundColumn | null {
  return bound.key.field.name === field ? bound.key : null;
}

function cacheKey(model: Model, values: readonly string[]): string {
  return `${model.label}\0${values.join('\0')}`;
}
