import { bashScript } from './complete-bash.ts';
import { fishScript } from './complete-fish.ts';
import { namesText } from './complete-names.ts';
import { zshScript } from './complete-zsh.ts';
import type { CompletionCommand } from './completion-entry.ts';

/** What `completion` prints: a script, or names, one a line. */
export function completionText({ what }: CompletionCommand): string {
  switch (what) {
    case 'bash':
      return bashScript();
    case 'zsh':
      return zshScript();
    case 'fish':
      return fishScript();
    default:
      return namesText(what);
  }
}
