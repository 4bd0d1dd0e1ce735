import { type CommandFacts, commandFacts, type OptionFacts, type Values } from './command-facts.ts';

const BEGIN = 'complete -c edms-backup';

/** The script for fish, 3.0 and later. */
export function fishScript(): string {
  const commands = commandFacts();
  const lines = commands.flatMap((command) => [
    `${BEGIN} -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.about)}`,
    ...command.options.map((option) => optionLine(command, option)),
    ...operandLines(command),
  ]);
  return `# Completion of edms-backup for fish; made by \`edms-backup completion fish\`.
${BEGIN} -f
${BEGIN} -n __fish_use_subcommand -a help -d 'show how it is called'
${BEGIN} -n '__fish_seen_subcommand_from help' -a '${commands.map(({ name }) => name).join(' ')}'
${lines.join('\n')}
`;
}

function optionLine(command: CommandFacts, { name, short, values, about }: OptionFacts): string {
  const one = short === null ? '' : ` -s ${short}`;
  const description = about === '' ? '' : ` -d ${quoted(about)}`;
  const value = values === null ? '' : ` -r ${answer(values)}`;
  return `${BEGIN} -n ${quoted(seen(command.name))} -l ${name}${one}${value}${description}`;
}

function operandLines({ name, first, second }: CommandFacts): readonly string[] {
  const words = [...second.keys()];
  const none = words.length > 0 ? `; and not __fish_seen_subcommand_from ${words.join(' ')}` : '';
  return [
    ...(first === 'any' ? [] : [`${BEGIN} -n ${quoted(seen(name) + none)} ${answer(first)}`]),
    ...[...second].map(
      ([word, values]) => `${BEGIN} -n ${quoted(`${seen(name)}; and ${seen(word)}`)} ${answer(values)}`,
    ),
  ];
}

function seen(word: string): string {
  return `__fish_seen_subcommand_from ${word}`;
}

function answer(values: Values): string {
  if (values === 'file') return '-F';
  if (values === 'folder') return `-a '(__fish_complete_directories)'`;
  if (values === 'any') return '-f';
  return 'names' in values
    ? `-a '(edms-backup completion ${values.names} 2>/dev/null)'`
    : `-a ${quoted(values.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
