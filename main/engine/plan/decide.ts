import type { Model } from '../catalogue/catalogue.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { EffectivePolicy } from './modes.ts';
import type { RecordConflict } from './plan-table.ts';
import { type ConflictClass, type Decision, POSSIBLE_DECISIONS, SAFE_DECISIONS } from './policy.ts';

/**
 * The decision for one conflict: that for the record wins over that for its model, that over the class's, and what
 * the mode decides comes last. A decision that is not possible for the conflict counts as not made.
 */
export function decide(
  conflictClass: ConflictClass,
  model: Pick<Model, 'label' | 'step'>,
  record: RecordNumber,
  policy: EffectivePolicy,
  possible: readonly Decision[] = POSSIBLE_DECISIONS[conflictClass],
): RecordConflict {
  const wishes = [
    policy.records[record],
    policy.models[model.label],
    policy.classes[conflictClass],
    policy.rules.decisions[model.step][conflictClass],
  ];
  const decision = wishes.find((wish) => wish !== undefined && possible.includes(wish));
  const safe = possible.includes(SAFE_DECISIONS[conflictClass])
    ? SAFE_DECISIONS[conflictClass]
    : (possible[0] ?? 'skip');
  return { class: conflictClass, decision: decision ?? safe, decided: decision !== undefined, possible };
}

/** What the target has for one record, found by each way of telling identity. Keys are primary keys as text. */
export interface Candidates {
  /** Rows with the record's natural key, with their uuids. */
  readonly byNaturalKey: readonly { readonly key: string; readonly uuid: string | null }[];
  /** The row with the record's uuid. */
  readonly byUuid: string | null;
  /** Rows that hold another unique value of the record: the fields, and the row. */
  readonly byUnique: readonly { readonly fields: readonly string[]; readonly key: string }[];
}

export interface IdentityRules {
  readonly hasNaturalKey: boolean;
  readonly infrastructure: boolean;
  readonly uuid: string | null;
}

export type Identity =
  | { readonly kind: 'new' }
  | { readonly kind: 'row'; readonly key: string }
  | {
      readonly kind: 'conflict';
      readonly class: ConflictClass;
      readonly key: string;
      readonly possible: readonly Decision[];
      readonly because: string;
    };

/** Identity is told by natural key, then uuid, then unique fields; where they disagree it is a conflict. */
export function identify(candidates: Candidates, rules: IdentityRules): Identity {
  const { byUuid, byUnique } = candidates;
  const named = pickNamed(candidates, rules);
  const found = named?.key ?? byUuid;
  const taken = byUnique.find((unique) => unique.key !== found);
  if (named && byUuid !== null && named.key !== byUuid) {
    return conflict(
      'key-other-uuid',
      named.key,
      ['keep', 'skip'],
      'its name belongs to one row, its uuid to another',
    );
  }
  if (found !== null && found !== undefined && taken) {
    return conflict(
      'unique-taken',
      found,
      ['skip', 'keep'],
      `${taken.fields.join(', ')} is taken by another row`,
    );
  }
  if (named) {
    const sameUuid = rules.uuid === null || named.uuid === null || named.uuid === rules.uuid;
    if (sameUuid) return { kind: 'row', key: named.key };
    return conflict(
      'key-other-uuid',
      named.key,
      POSSIBLE_DECISIONS['key-other-uuid'],
      'the target has it under another uuid',
    );
  }
  if (byUuid !== null) {
    if (!rules.hasNaturalKey) return { kind: 'row', key: byUuid };
    return conflict(
      'uuid-other-key',
      byUuid,
      POSSIBLE_DECISIONS['uuid-other-key'],
      'the target has its uuid under another name',
    );
  }
  return identifyByUnique(byUnique, rules);
}

function identifyByUnique(byUnique: Candidates['byUnique'], rules: IdentityRules): Identity {
  const first = byUnique[0];
  if (!first) return { kind: 'new' };
  const several = byUnique.some((unique) => unique.key !== first.key);
  const fields = first.fields.join(', ');
  // Infrastructure without a natural key is known by its unique name: workflow types after a reinit.
  if (!rules.hasNaturalKey && rules.uuid === null && !several) return { kind: 'row', key: first.key };
  if (!rules.hasNaturalKey && rules.infrastructure && !several) {
    return conflict(
      'key-other-uuid',
      first.key,
      POSSIBLE_DECISIONS['key-other-uuid'],
      `the target has its ${fields} under another uuid`,
    );
  }
  const possible: readonly Decision[] = several ? ['skip'] : POSSIBLE_DECISIONS['unique-taken'];
  return conflict('unique-taken', first.key, possible, `${fields} is taken by another row`);
}

/** Of several rows with the natural key (it need not be unique in the database) the one with the uuid counts. */
function pickNamed(
  candidates: Candidates,
  rules: IdentityRules,
): { key: string; uuid: string | null } | undefined {
  const rows = candidates.byNaturalKey;
  const exact = rows.find((row) => row.uuid !== null && row.uuid === rules.uuid);
  // Several rows of that name and none with the uuid: the name alone tells nothing.
  return exact ?? (rows.length === 1 ? rows[0] : undefined);
}

function conflict(
  conflictClass: ConflictClass,
  key: string,
  possible: readonly Decision[],
  because: string,
): Identity {
  return { kind: 'conflict', class: conflictClass, key, possible, because };
}
