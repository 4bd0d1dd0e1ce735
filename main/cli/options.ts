import { parseArgs } from 'node:util';
import { COMMON_OPTIONS, type CommonOptions, OPTIONS, usage } from './command-entry.ts';
import { COMMANDS, type CommandName, isCommandName } from './commands.ts';

/** A command to run, with all that was said about it. */
export type Command = CommonOptions & ReturnType<(typeof COMMANDS)[CommandName]['read']>;

/** A command line that has been understood. */
export type Invocation =
  | { readonly command: 'help'; readonly topic: CommandName | null }
  | { readonly command: 'version' }
  | Command;

/**
 * Understands the words after the program's name. `EDMS_TARGET` stands in for `--target`, so that no password
 * has to be in a process list. Error: `USAGE`.
 */
export function parseInvocation(words: readonly string[], environment: NodeJS.ProcessEnv): Invocation {
  const { values, positionals } = parse(words);
  const [command, ...operands] = positionals;
  if (values.version) return { command: 'version' };
  if (values.help || command === undefined || command === 'help') {
    const topic = command === 'help' ? operands[0] : command;
    return { command: 'help', topic: isCommandName(topic) ? topic : null };
  }
  if (!isCommandName(command)) throw usage(`There is no command "${command}".`);
  refuseForeignOptions(command, values);
  refuseEmpty(command, operands, values);
  const common: CommonOptions = {
    json: values.json === true,
    quiet: values.quiet === true,
    home: values.home ?? null,
  };
  return { ...common, ...COMMANDS[command].read({ operands, values, environment }) };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`);
  }
}

function refuseForeignOptions(command: CommandName, values: object): void {
  const allowed: readonly string[] = [...COMMANDS[command].options, ...COMMON_OPTIONS];
  for (const name of Object.keys(values)) {
    if (!allowed.includes(name)) throw usage(`${command} has no option --${name}.`);
  }
}

/**
 * A variable of a script that is not set leaves an empty word. As a folder that would be the present one, and as a target
 * the one of the environment.
 */
function refuseEmpty(command: CommandName, operands: readonly string[], values: object): void {
  for (const [name, value] of Object.entries(values)) {
    const given: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (given.includes('') && name !== 'search') throw usage(`--${name} is given without a value.`);
  }
  if (operands.includes('')) throw usage(`A word after ${command} is empty.`);
}
