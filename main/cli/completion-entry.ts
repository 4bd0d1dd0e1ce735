import { type CommandEntry, usage } from './command-entry.ts';

/** The shells that completion is made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Names that the scripts ask for while a person types. */
export const NAMED = ['targets', 'profiles', 'embedded'] as const;
export type Named = (typeof NAMED)[number];

export interface CompletionCommand {
  readonly command: 'completion';
  readonly what: Shell | Named;
}

export const completionEntry = {
  usage: [`completion ${SHELLS.join('|')}`, `completion ${NAMED.join('|')}`],
  help: `Prints a script that lets a shell complete commands, options, profiles, embedded databases and files:
  bash  source <(edms-backup completion bash)
  zsh   edms-backup completion zsh > a folder of $fpath, as _edms-backup
  fish  edms-backup completion fish > ~/.config/fish/completions/edms-backup.fish
completion targets prints what --target can name, profiles and embedded databases, one a line; the scripts ask for it.
`,
  options: [],
  read: ({ operands: [word, ...more] }): CompletionCommand => {
    const what = [...SHELLS, ...NAMED].find((one) => one === word);
    if (what === undefined || more.length > 0) throw usage(`Name one shell: ${SHELLS.join(', ')}.`);
    return { command: 'completion', what };
  },
} satisfies CommandEntry;

export const manEntry = {
  usage: ['man'],
  help: `Prints the manual page: edms-backup man | man -l -
`,
  options: [],
  read: ({ operands }) => {
    if (operands.length > 0) throw usage('man takes no words.');
    return { command: 'man' as const };
  },
} satisfies CommandEntry;
