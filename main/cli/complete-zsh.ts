import { type CommandFacts, commandFacts, type OptionFacts, type Values } from './command-facts.ts';

/** The script for zsh; it works as a file of `$fpath` and when it is sourced. */
export function zshScript(): string {
  const commands = commandFacts();
  const listed = commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`).join('\n');
  return `#compdef edms-backup
# Completion of edms-backup for zsh; made by \`edms-backup completion zsh\`.
_edms_backup_names() {
  local -a names
  names=(\${(f)"$(edms-backup completion $1 2>/dev/null)"})
  compadd -a names
}
_edms_backup() {
  local -a commands
  commands=(
${listed}
    'help:show how it is called'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    help) _describe command commands ;;
${commands.map(commandCase).join('\n')}
  esac
}
if [ "$funcstack[1]" = "_edms-backup" ]; then _edms_backup "$@"; else compdef _edms_backup edms-backup; fi
`;
}

function commandCase({ name, options, first, second }: CommandFacts): string {
  const specs = options.flatMap(optionSpecs).map((spec) => ` \\\n      ${spec}`);
  const later = [...second].map(([word, values]) => `${word}) ${action(values)} ;;`).join(' ');
  return `    ${name}) _arguments${specs.join('')} \\
      ${quoted(`1:operand:${inSpec(first)}`)}${second.size > 0 ? ` \\\n      '2:operand:->second'` : ''}
      ${second.size > 0 ? `[[ $state == second ]] && case $line[1] in ${later} esac` : ''} ;;`.replace(
    /\n +;;$/,
    ' ;;',
  );
}

function optionSpecs({ name, short, values, repeats, about }: OptionFacts): readonly string[] {
  const text = `[${about.replace(/[[\]:]/g, ' ')}]`;
  const value = values === null ? '' : `:value:${inSpec(values)}`;
  const long = `${repeats ? '*' : ''}--${name}${values === null ? '' : '='}${text}${value}`;
  return [long, ...(short === null ? [] : [`-${short}${text}`])].map(quoted);
}

function inSpec(values: Values): string {
  return values === 'any' ? ' ' : Array.isArray(values) ? `(${values.join(' ')})` : action(values);
}

function action(values: Values): string {
  if (values === 'file') return '_files';
  if (values === 'folder') return '_files -/';
  if (values === 'any') return ':';
  return 'names' in values ? `_edms_backup_names ${values.names}` : `compadd ${values.join(' ')}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
