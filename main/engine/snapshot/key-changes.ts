import type { Sql } from '../database/target.ts';
import { quote } from '../plan/statements.ts';
import type { FingerprintedModel } from './fingerprint-models.ts';
import { differingGroups, groupSql, keysText, numbersSql, type TableFingerprint } from './fingerprints.ts';

/** What the database says of the natural keys of each model that others refer to. */
export type KeyFingerprints = ReadonlyMap<string, TableFingerprint>;

/** Where more groups of keys differ, everything that refers to the model is read. */
const MOST_GROUPS = 512;

/**
 * The groups of a model in which a row refers to one whose natural key may be another than before: they have to be read,
 * though nothing in their own rows differs. Null where that cannot be told.
 */
export async function groupsReferring(
  sql: Sql,
  { bound, query, now }: FingerprintedModel,
  keys: { readonly before: KeyFingerprints; readonly now: KeyFingerprints },
): Promise<readonly number[] | null> {
  const conditions: string[] = [];
  const changed: string[] = [];
  const { own } = query();
  for (const { column, references } of own.references) {
    const known = keys.now.get(references);
    const groups = known === undefined ? null : differingGroups(keys.before.get(references), known);
    if (groups === null) return null;
    if (groups.length === 0) continue;
    if (known?.isGrouped !== true || groups.length > MOST_GROUPS) return null;
    conditions.push(`t.${quote(column)} = any(${numbersSql(changed.push(keysText(groups)))})`);
  }
  if (conditions.length === 0 || now.rows === 0) return [];
  if (!now.isGrouped) return null;
  const rows = await sql.query<{ g: bigint }>(
    `select distinct ${groupSql(bound.key.live.name)} as g from ${own.from} where ${conditions.join(' or ')}`,
    ...changed,
  );
  return rows.map(({ g }) => Number(g));
}
