import { commandFacts, helpParts } from './command-facts.ts';
import { COMMANDS } from './commands.ts';
import { COMMON_HELP, EXIT_HELP, PURPOSE } from './help.ts';

/** The manual page of the command line in roff (`man` macros), made from the table of commands. */
export function manPage(version: string): string {
  const synopsis = Object.values(COMMANDS).flatMap(({ usage }) => usage.flatMap(usageLines));
  return `${[
    `.TH EDMS-BACKUP 1 "" ${quoted(`EDMS Backup Console ${version}`)} "User Commands"`,
    // Long words, usage lines above all, would leave holes in justified lines.
    '.ad l',
    '.nh',
    '.SH NAME',
    `edms\\-backup \\- ${text(PURPOSE)}`,
    '.SH SYNOPSIS',
    ...synopsis,
    '.SH DESCRIPTION',
    ...paragraphs(COMMON_HELP),
    '.SH COMMANDS',
    ...commandFacts().flatMap(({ name }) => [
      `.SS ${text(name)}`,
      ...COMMANDS[name].usage.flatMap(usageLines),
      ...paragraphs(COMMANDS[name].help),
    ]),
    '.SH OPTIONS OF EVERY COMMAND',
    ...(commandFacts()[0]?.options.flatMap(optionLines) ?? []),
    '.SH EXIT STATUS',
    ...paragraphs(EXIT_HELP.replace('Exit status: ', '')),
    '.SH ENVIRONMENT',
    ...item('EDMS_TARGET', 'stands in for --target, so that no password is seen in a list of processes'),
    ...item('EDMS_PASSWORD', 'the password of a server whose URL or profile has none'),
    ...item('EDMS_BACKUP_HOME', 'the folder of all that the console keeps for itself'),
  ].join('\n')}\n`;
}

function usageLines(line: string): readonly string[] {
  return ['.HP', `.B edms\\-backup ${text(line)}`];
}

function optionLines({
  name,
  short,
  values,
  about,
}: ReturnType<typeof commandFacts>[number]['options'][number]): readonly string[] {
  const word = `--${name}${values === null ? '' : ' DIR'}`;
  return item(short === null ? word : `-${short}, ${word}`, about);
}

function paragraphs(help: string): readonly string[] {
  return helpParts(help).flatMap((part) =>
    typeof part === 'string' ? ['.PP', text(part)] : item(part.term, part.text),
  );
}

function item(term: string, about: string): readonly string[] {
  return ['.TP', `.B ${text(term)}`, text(about)];
}

/** Text as roff takes it: no line of it is a request, and a dash stays a dash that can be copied. */
function text(plain: string): string {
  const escaped = plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replaceAll('"', '\\(dq')
    .replaceAll('~', '\\(ti')
    .replaceAll('`', '\\(ga')
    // Where an address may be broken when it is longer than a line.
    .replace(/([/?&])(?=\w)/g, '$1\\:');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

function quoted(plain: string): string {
  return `"${text(plain)}"`;
}
