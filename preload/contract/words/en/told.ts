import type { ConnectionStep, Preflight } from '../../types.ts';

export type Step = ConnectionStep['id'] | Preflight['checks'][number]['id'];

/**
 * What the engine says in English, said in the language of the window: in general, by its code. In English there is
 * nothing to say before the engine's own sentence, which has the particulars.
 */
export interface Told {
  /** What happened and what to do about it, by the code of an error; null where the engine's sentence has to do. */
  error(code: string): string | null;
  /** What a finding is about, by its code. */
  finding(code: string): string | null;
  /** What a step of a connection's test, or a check before a restore, is about. */
  step(id: Step): string | null;
  /** What an error means for the data; as the engine says it where there are no words for that. */
  consequence(sentence: string): string;
}

export const englishTold: { readonly told: Told } = {
  told: { error: () => null, finding: () => null, step: () => null, consequence: (sentence) => sentence },
};
