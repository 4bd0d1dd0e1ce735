import type { Sql } from '../database/target.ts';
import type { KeyQuery } from '../export/record-query.ts';
import type { BoundModel } from '../plan/binding.ts';
import type { FingerprintOptions } from './fingerprint-models.ts';
import {
  differingGroups,
  type Fingerprints,
  fingerprintTables,
  keySource,
  type TableFingerprint,
} from './fingerprints.ts';
import type { KeyFingerprints } from './key-changes.ts';

/** The natural keys of the models to which others refer: they stand in the others' records. */
export class ReferredKeys {
  /** Labels of the given models whose rows they are made of. */
  readonly madeOf: ReadonlySet<string>;
  readonly #queries: readonly KeyQuery[];
  readonly #options: FingerprintOptions;

  /** @param full the models that have rows: others refer to nothing. */
  constructor(models: readonly BoundModel[], full: readonly BoundModel[], options: FingerprintOptions) {
    const { queryOf, keyQueryOf } = options;
    const labels = new Set(
      full.flatMap((bound) => queryOf(bound).own.references.map(({ references }) => references)),
    );
    this.#queries = models.filter(({ model }) => labels.has(model.label)).map(keyQueryOf);
    const needed = new Set(this.#queries.flatMap(({ madeOf }) => madeOf));
    this.madeOf = new Set(models.map(({ model }) => model.label).filter((label) => needed.has(label)));
    this.#options = options;
  }

  /**
   * Lets the database hash them; not those again whose rows are as they were. `nowOf` gives what is known of the rows of a
   * model; those of which nothing is known are taken for other ones.
   */
  async hash(sql: Sql, nowOf: (label: string) => TableFingerprint | undefined): Promise<KeyFingerprints> {
    const earlier = (await this.#options.earlier?.()) ?? null;
    const known = new Map<string, TableFingerprint>();
    const asked = this.#queries.flatMap((query) => {
      const source = keySource(query, this.#options.server);
      const before = earlier?.keys.get(query.model.label);
      if (before?.statement !== source.statement || !areAsBefore(query.madeOf, earlier, nowOf))
        return [{ label: query.model.label, source }];
      known.set(query.model.label, before);
      return [];
    });
    if (asked.length === 0) return known;
    const hashed = await fingerprintTables(
      sql,
      asked.map(({ source }) => source),
    );
    for (const [at, { label }] of asked.entries()) {
      const now = hashed[at];
      if (now !== undefined) known.set(label, now);
    }
    return known;
  }
}

/** Whether nothing differs in the rows of these models. */
function areAsBefore(
  labels: readonly string[],
  earlier: Fingerprints | null,
  nowOf: (label: string) => TableFingerprint | undefined,
): boolean {
  return labels.every((label) => {
    const now = nowOf(label);
    return now !== undefined && differingGroups(earlier?.tables.get(label), now)?.length === 0;
  });
}
