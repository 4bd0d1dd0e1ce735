import type { Model } from '../catalogue/catalogue.ts';
import type { ConflictClass, Decision, RestoreMode, RestorePolicy } from './policy.ts';

type ClassDecisions = { readonly [conflictClass in ConflictClass]?: Decision };

/** What a mode makes of a policy. Where it says nothing, all is as in a merge. */
export interface ModeRules {
  /** Conflicts that the mode decides, by the step of their model. What the person decided goes before it. */
  readonly decisions: { readonly [step in Model['step']]: ClassDecisions };
  /** Which records are restored; the others are left out, which is no finding. */
  readonly records: 'all' | 'selected' | 'none';
  /** Which files: all, those that selected records name, or none. */
  readonly files: 'all' | 'named' | 'none';
  /** Whether rows of the target that the package does not have are listed, and may be removed. */
  readonly beyond: boolean;
}

const MERGE: ModeRules = {
  decisions: { infrastructure: {}, business: {} },
  records: 'all',
  files: 'all',
  beyond: false,
};

/**
 * What each mode does:
 * - `complete` restores everything into an empty or freshly migrated system. It decides nothing by itself: that the
 *   system is one in which nobody has worked is seen to before (pre-flight), so there is hardly a conflict.
 * - `merge` adds what is missing, takes changed business records, and keeps what is in conflict until it is decided.
 * - `reinit` recognises infrastructure by its name, whatever its uuid: the target's row is kept and everything
 *   refers to it, which counts as decided.
 * - `mirror` makes the target as the package is: changed records, infrastructure that differs (but for Django's own),
 *   business records under another name or uuid, and files are taken; what the target has beyond is listed, and
 *   removed for the models of `removeBeyond`.
 * - `selected` merges the records that the selection names and all that they need, with the files that they name.
 * - `files` restores the files and no record.
 * - `database` restores the records and no file.
 */
export const MODES: { readonly [mode in RestoreMode]: ModeRules } = {
  complete: MERGE,
  merge: MERGE,
  reinit: { ...MERGE, decisions: { infrastructure: { 'key-other-uuid': 'keep' }, business: {} } },
  mirror: {
    ...MERGE,
    decisions: {
      infrastructure: { 'protected-differs': 'take' },
      business: { 'uuid-other-key': 'take', 'key-other-uuid': 'take', 'file-differs': 'take' },
    },
    beyond: true,
  },
  selected: { ...MERGE, records: 'selected', files: 'named' },
  files: { ...MERGE, records: 'none' },
  database: { ...MERGE, files: 'none' },
};

/** A policy together with what its mode adds to it. */
export interface EffectivePolicy extends RestorePolicy {
  readonly rules: ModeRules;
}

/** What a policy comes to in its mode: {@link MODES} is the table. */
export function effectivePolicy(policy: RestorePolicy): EffectivePolicy {
  return { ...policy, rules: MODES[policy.mode] };
}

/** What is decided for conflicts of a class in models of a step, records and models aside; undefined where nothing is. */
export function classDecision(
  conflictClass: ConflictClass,
  step: Model['step'],
  policy: EffectivePolicy,
): Decision | undefined {
  return policy.classes[conflictClass] ?? policy.rules.decisions[step][conflictClass];
}
