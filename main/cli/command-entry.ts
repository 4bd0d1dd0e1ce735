import { EngineError, withoutSecrets } from '../engine/errors.ts';

/** Every option that a command can have, as `parseArgs` of Node takes them. */
export const OPTIONS = {
  json: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  home: { type: 'string' },
  target: { type: 'string' },
  storage: { type: 'string' },
  policy: { type: 'string' },
  mode: { type: 'string' },
  select: { type: 'string', multiple: true },
  'remove-beyond': { type: 'string', multiple: true },
  fill: { type: 'string', multiple: true },
  'side-file': { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  'no-record': { type: 'boolean' },
  accept: { type: 'string', multiple: true },
  url: { type: 'string' },
  // Not `--env-file`: Node 20 takes that for its own wherever it stands, and loads the file into our environment.
  dotenv: { type: 'string' },
  embedded: { type: 'string' },
  environment: { type: 'string' },
  colour: { type: 'string' },
  'demand-sign-in': { type: 'boolean' },
  'password-stdin': { type: 'boolean' },
  account: { type: 'string' },
  'first-administrator': { type: 'boolean' },
  search: { type: 'string' },
  limit: { type: 'string' },
  format: { type: 'string' },
  keys: { type: 'string' },
  canonical: { type: 'boolean' },
  recipient: { type: 'string', multiple: true },
  sign: { type: 'boolean' },
  identity: { type: 'string', multiple: true },
  'passphrase-env': { type: 'string' },
  repo: { type: 'string' },
  kind: { type: 'string' },
  tag: { type: 'string', multiple: true },
  test: { type: 'boolean' },
  model: { type: 'string' },
  'read-data': { type: 'boolean' },
  afterwards: { type: 'string' },
  'keep-last': { type: 'string' },
  'keep-hourly': { type: 'string' },
  'keep-daily': { type: 'string' },
  'keep-weekly': { type: 'string' },
  'keep-monthly': { type: 'string' },
  'keep-yearly': { type: 'string' },
  'keep-within': { type: 'string' },
  'keep-tag': { type: 'string', multiple: true },
  'keep-minimum': { type: 'string' },
  when: { type: 'string' },
  zone: { type: 'string' },
  blackout: { type: 'string', multiple: true },
  jitter: { type: 'string' },
  missed: { type: 'string' },
  attempts: { type: 'string' },
  'time-limit': { type: 'string' },
  'mains-power': { type: 'boolean' },
  'thin-all': { type: 'boolean' },
  reachable: { type: 'string', multiple: true },
  'export-to': { type: 'string' },
  'file-name': { type: 'string' },
  tell: { type: 'string', multiple: true },
  'tell-about': { type: 'string', multiple: true },
  'tell-success': { type: 'boolean' },
  'overdue-after': { type: 'string' },
  smtp: { type: 'string' },
  'smtp-ca': { type: 'string' },
  'mail-from': { type: 'string' },
  due: { type: 'boolean' },
  system: { type: 'boolean' },
  configuration: { type: 'string' },
  'include-secrets': { type: 'boolean' },
  'files-only': { type: 'boolean' },
  name: { type: 'string' },
  'keep-passphrase': { type: 'boolean' },
} as const;

export type OptionName = keyof typeof OPTIONS;

/** What was given for each option; absent when it was not. */
export type OptionValues = {
  readonly [Name in OptionName]?: ValueOf<(typeof OPTIONS)[Name]>;
};

type ValueOf<Option extends { readonly type: string }> = Option['type'] extends 'boolean'
  ? boolean
  : Option extends { readonly multiple: true }
    ? readonly string[]
    : string;

/** The options that every command takes. */
export const COMMON_OPTIONS: readonly OptionName[] = ['json', 'quiet', 'help', 'version', 'home'];

export interface CommonOptions {
  /** One object on standard output. */
  readonly json: boolean;
  /** No progress and no notes on standard error. */
  readonly quiet: boolean;
  /** The folder of all that the console keeps for itself, in place of `EDMS_BACKUP_HOME`. */
  readonly home: string | null;
}

/** The words after a command's name. */
export interface Given {
  readonly operands: readonly string[];
  readonly values: OptionValues;
  readonly environment: NodeJS.ProcessEnv;
}

/** All that is known of a command before it runs. `read` throws `USAGE` for words that make no sense. */
export interface CommandEntry<Read extends { readonly command: string } = { readonly command: string }> {
  /** How it is called, without the program's name; one line for each form. */
  readonly usage: readonly string[];
  readonly help: string;
  readonly options: readonly OptionName[];
  readonly read: (given: Given) => Read;
}

/** The target that was named with `--target` or in `EDMS_TARGET`. */
export function targetOf({ values, environment }: Given): string {
  const target = values.target ?? environment.EDMS_TARGET;
  if (target) return target;
  throw usage('Name the target with --target or in EDMS_TARGET.');
}

export function onlyPackage({ operands }: Given): string {
  const [path, ...more] = operands;
  if (path === undefined) throw usage('Name the package.');
  if (more.length > 0) throw usage(`One package at a time; "${more[0]}" is one too many.`);
  return path;
}

export function usage(message: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: withoutSecrets(message),
    consequence: 'Nothing was done.',
    advice: 'edms-backup --help shows how it is called.',
  });
}
