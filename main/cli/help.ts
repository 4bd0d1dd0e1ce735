import { COMMANDS, type CommandName } from './commands.ts';

/** The help of a command, or of the program. */
export function helpText(topic: CommandName | null): string {
  if (topic === null) return general();
  const { usage, help } = COMMANDS[topic];
  return `${usageLines(usage, ' [--json] [--quiet]')}\n\n${help}`;
}

/** What the program is for. */
export const PURPOSE = 'inspect, plan, restore and verify migration packages of the EDMS';

/** What is true of every command. */
export const COMMON_HELP = `Every command takes --json (one object on standard output), --quiet, --help and --home DIR, which moves all that the
console keeps for itself (EDMS_BACKUP_HOME does the same).
T is embedded:NAME, a postgresql:// URL, or the name of a profile (profile:NAME when it could be taken for something
else); EDMS_TARGET stands in for --target, so that no password is seen in a list of processes.
`;

export const EXIT_HELP = `Exit status: 0 all done and verified; 3 done, but some records were skipped or need a look; 2 wrong usage, or a key that does not open the package;
4 the package cannot be read; 5 the target cannot be used; 130 cancelled, nothing changed; 1 an error of the
program itself.
`;

function general(): string {
  const all = Object.values(COMMANDS).flatMap(({ usage }) => [...usage]);
  return `edms-backup: ${PURPOSE}\n\n${usageLines(all, '', '  ')}\n\n${COMMON_HELP}\n${EXIT_HELP}`;
}

function usageLines(usage: readonly string[], after: string, before = ''): string {
  return usage.map((line) => `${before}edms-backup ${line}${after}`).join('\n');
}
