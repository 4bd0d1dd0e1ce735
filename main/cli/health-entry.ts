import { type CommandEntry, targetOf, usage } from './command-entry.ts';

export const healthEntry = {
  usage: ['health --target T [--storage DIR]'],
  help: `Says how an EDMS is: sizes and growth, broken references, sequences behind, documents without files and files without
documents, long transactions, the last backup, space, and the EDMS's own checks. Changes nothing.
  --storage DIR  the folder in which the EDMS keeps its files; a profile can name it, an embedded target has its own

Exit status: 0 all is well, 3 something needs a look.
`,
  options: ['target', 'storage'],
  read: (given) => {
    if (given.operands.length > 0) throw usage('health takes no package.');
    return {
      command: 'health' as const,
      target: targetOf(given),
      storage: given.values.storage ?? null,
    };
  },
} satisfies CommandEntry;
