import { COMMON_OPTIONS } from './command-entry.ts';
import { type CommandFacts, commandFacts, type OptionFacts, type Values } from './command-facts.ts';

/** The script for bash, 3.2 (of macOS) and later. */
export function bashScript(): string {
  const commands = commandFacts();
  const options = new Map(commands.flatMap((command) => command.options).map((one) => [one.name, one]));
  const withValue = [...options.values()].filter(({ values }) => values !== null);
  const common = COMMON_OPTIONS.map((name) => `--${name}`).join(' ');
  return `# Completion of edms-backup for bash; made by \`edms-backup completion bash\`.
_edms_backup_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_edms_backup_names() {
  local name quoted
  while IFS= read -r name; do
    printf -v quoted %q "$name"
    case $name in "$cur"*) COMPREPLY+=("$quoted") ;; *) case $quoted in "$cur"*) COMPREPLY+=("$quoted") ;; esac ;; esac
  done < <("\${words[0]}" completion "$1" 2>/dev/null)
}
_edms_backup_files() {
  compopt -o filenames 2>/dev/null
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -- "$cur"))
}
_edms_backup() {
  local cur prev command='' first='' i word skip=''
  local words=()
  COMPREPLY=()
  # bash splits words at colons and equals signs: embedded:demo and --target=demo are one word each.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    local last=$((\${#words[@]} - 1))
    if ((last > 0)) && [[ $word == [:=]* || ($i -gt 1 && \${COMP_WORDS[i - 1]} == [:=]) ]]; then
      words[last]=\${words[last]}$word
    else
      words+=("$word")
    fi
  done
  local at=$((\${#words[@]} - 1))
  cur=\${words[at]}
  prev=''
  ((at > 0)) && prev=\${words[at - 1]}
  local glued=''
  case $cur in --*=*) glued=\${cur%%=*}=; prev=\${cur%%=*}; cur=\${cur#*=} ;; esac
  for ((i = 1; i < at; i++)); do
    word=\${words[i]}
    if [[ $skip ]]; then skip=''; continue; fi
    case $word in
      ${withValue.map(({ name }) => `--${name}`).join('|')}) skip=1 ;;
      -*) ;;
      *) if [[ ! $command ]]; then command=$word; elif [[ ! $first ]]; then first=$word; fi ;;
    esac
  done
  case $prev in
${withValue.map(valueCase).join('\n')}
    *) _edms_backup_operand ;;
  esac
  # Only what comes after the last colon or equals sign is the word that bash puts the answer in place of.
  if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
    local before=\${cur%"\${cur##*:}"}
    for i in "\${!COMPREPLY[@]}"; do COMPREPLY[i]=\${COMPREPLY[i]#"$before"}; done
  fi
  if [[ $glued && $COMP_WORDBREAKS != *=* ]]; then
    for i in "\${!COMPREPLY[@]}"; do COMPREPLY[i]=$glued\${COMPREPLY[i]}; done
  fi
}
_edms_backup_operand() {
  case $command in
    '') case $cur in
      -*) _edms_backup_words '${common}' ;;
      *) _edms_backup_words '${[...commands.map(({ name }) => name), 'help'].join(' ')}' ;;
    esac ;;
    help) _edms_backup_words '${commands.map(({ name }) => name).join(' ')}' ;;
${commands.map(commandCase).join('\n')}
  esac
}
complete -F _edms_backup edms-backup
`;
}

function valueCase({ name, values }: OptionFacts): string {
  return `    --${name}) ${answer(values ?? 'any')} ;;`;
}

function commandCase({ name, options, first, second }: CommandFacts): string {
  const switches = options.map((option) => `--${option.name}`).join(' ');
  const later = [...second].map(([word, values]) => `${word}) ${answer(values)} ;;`).join(' ');
  return `    ${name}) case $cur in
      -*) _edms_backup_words '${switches}' ;;
      *) case $first in '') ${answer(first)} ;; ${later} esac ;;
    esac ;;`;
}

function answer(values: Values): string {
  if (values === 'file') return '_edms_backup_files -f';
  if (values === 'folder') return '_edms_backup_files -d';
  if (values === 'any') return ':';
  return 'names' in values
    ? `_edms_backup_names ${values.names}`
    : `_edms_backup_words '${values.join(' ')}'`;
}
