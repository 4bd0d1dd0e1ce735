import type { Words } from '../../preload/contract/words/words.ts';

export interface Action {
  readonly label: string;
  readonly enabled: boolean;
  readonly run: () => void;
}

/** What can be done on the present screen: one main action, at most one other, and a word beside them. */
export interface Actions {
  readonly primary: Action | null;
  readonly secondary: Action | null;
  readonly hint: string;
}

export function cancelOnly(cancelling: boolean, words: Words, cancel: () => void): Actions {
  return {
    primary: null,
    secondary: action(cancelling ? words.common.cancelling : words.common.cancel, cancel, !cancelling),
    hint: '',
  };
}

export function action(label: string, run: () => void, enabled = true): Action {
  return { label, enabled, run };
}
