import { parseArgs } from 'node:util';
import { type JobsCommand, parseJobs } from './jobs-command.ts';
import { usage } from './usage.ts';

/** A command line that has been understood. */
export type Invocation =
  | { readonly command: 'help'; readonly topic: CommandName | null }
  | { readonly command: 'version' }
  | (CommonOptions & { readonly command: 'inspect'; readonly package: string })
  | (CommonOptions & { readonly command: 'init'; readonly target: string })
  | (CommonOptions & JobsCommand)
  | (CommonOptions & PlanOptions & { readonly command: 'plan' })
  | (CommonOptions &
      PlanOptions & { readonly command: 'restore'; readonly dryRun: boolean; readonly yes: boolean });

export interface CommonOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

export interface PlanOptions {
  readonly package: string;
  readonly target: string;
  readonly storage: string | null;
  /** Path of a JSON file with a policy. */
  readonly policy: string | null;
}

export const COMMANDS = ['inspect', 'init', 'plan', 'restore', 'jobs'] as const;
export type CommandName = (typeof COMMANDS)[number];

const ALL_OPTIONS = {
  json: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  target: { type: 'string' },
  storage: { type: 'string' },
  policy: { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  search: { type: 'string' },
  limit: { type: 'string' },
} as const;

const ALLOWED: { readonly [command in CommandName]: readonly string[] } = {
  inspect: [],
  init: ['target'],
  plan: ['target', 'storage', 'policy'],
  restore: ['target', 'storage', 'policy', 'dry-run', 'yes'],
  jobs: ['search', 'limit'],
};

/**
 * Understands the words after the program's name. `EDMS_TARGET` stands in for `--target`, so that no password
 * has to be in a process list. Error: `USAGE`.
 */
export function parseInvocation(words: readonly string[], environment: NodeJS.ProcessEnv): Invocation {
  const { values, positionals } = parse(words);
  const [command, ...operands] = positionals;
  const known = COMMANDS.find((name) => name === command);
  if (values.version) return { command: 'version' };
  if (values.help || command === undefined || command === 'help') {
    return { command: 'help', topic: known ?? COMMANDS.find((name) => name === operands[0]) ?? null };
  }
  if (!known) throw usage(`There is no command "${command}".`);
  refuseForeignOptions(known, values);
  const common: CommonOptions = { json: values.json === true, quiet: values.quiet === true };
  if (known === 'inspect') return { ...common, command: known, package: onlyPackage(operands) };
  if (known === 'jobs') return { ...common, ...parseJobs(operands, values) };
  const target = values.target ?? environment.EDMS_TARGET;
  if (!target) throw usage('Name the target with --target or in EDMS_TARGET.');
  if (known === 'init') {
    if (operands.length > 0) throw usage('init takes no package.');
    return { ...common, command: known, target };
  }
  const plan: PlanOptions = {
    package: onlyPackage(operands),
    target,
    storage: values.storage ?? null,
    policy: values.policy ?? null,
  };
  if (known === 'plan') return { ...common, ...plan, command: known };
  return { ...common, ...plan, command: known, dryRun: values['dry-run'] === true, yes: values.yes === true };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: ALL_OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`);
  }
}

function refuseForeignOptions(command: CommandName, values: object): void {
  const allowed = [...ALLOWED[command], 'json', 'quiet', 'help', 'version'];
  for (const name of Object.keys(values)) {
    if (!allowed.includes(name)) throw usage(`${command} has no option --${name}.`);
  }
}

function onlyPackage(operands: readonly string[]): string {
  const [path, ...more] = operands;
  if (path === undefined) throw usage('Name the package.');
  if (more.length > 0) throw usage(`One package at a time; "${more[0]}" is one too many.`);
  return path;
}
