import { EXPORT_FORMATS, EXPORT_KEYS } from '../engine/export/export-report.ts';
import { RESTORE_MODES } from '../engine/plan/policy.ts';
import { AFTERWARDS, BACKUP_KINDS } from '../schedule/schedule.ts';
import { ENVIRONMENTS, PROFILE_COLOURS } from '../settings/profile.ts';
import { COMMON_OPTIONS, OPTIONS, type OptionName } from './command-entry.ts';
import { COMMANDS, type CommandName, isCommandName } from './commands.ts';
import { NAMED, type Named } from './completion-entry.ts';

/** What can stand in a place of the command line: one of some words, a name, a file or folder, or anything. */
export type Values = readonly string[] | { readonly names: Named } | 'file' | 'folder' | 'any';

/** An option as a shell and a manual want to know it. */
export interface OptionFacts {
  readonly name: OptionName;
  readonly short: string | null;
  /** Null for an option without a value. */
  readonly values: Values | null;
  readonly repeats: boolean;
  /** The first sentence about it, or ''. */
  readonly about: string;
}

/** What follows a command's name, for each first word of it; `''` stands for whatever else that is. */
export interface CommandFacts {
  readonly name: CommandName;
  readonly about: string;
  readonly options: readonly OptionFacts[];
  readonly first: Values;
  /** What can follow the first word, by that word. */
  readonly second: ReadonlyMap<string, Values>;
}

/** The options whose values are not anything at all. */
const VALUES: { readonly [name in OptionName]?: Values } = {
  home: 'folder',
  target: { names: 'targets' },
  storage: 'folder',
  policy: 'file',
  mode: RESTORE_MODES,
  format: EXPORT_FORMATS,
  keys: EXPORT_KEYS,
  configuration: 'folder',
  'side-file': 'file',
  identity: 'file',
  dotenv: 'file',
  embedded: { names: 'embedded' },
  environment: ENVIRONMENTS,
  colour: PROFILE_COLOURS,
  missed: ['run-once', 'skip'],
  reachable: 'folder',
  'export-to': 'folder',
  repo: 'folder',
  kind: BACKUP_KINDS,
  afterwards: AFTERWARDS,
};

/** The placeholders of the usage lines. */
const PLACEHOLDERS: { readonly [word: string]: Values } = {
  PACKAGE: 'file',
  OUT: 'file',
  NAME: { names: 'profiles' },
  PROFILE: { names: 'profiles' },
};

const COMMON_ABOUT: { readonly [name in OptionName]?: string } = {
  json: 'one object on standard output',
  quiet: 'no progress and no notes on standard error',
  help: 'show how it is called',
  version: 'show the version',
  home: 'the folder of all that the console keeps for itself',
  target: 'embedded:NAME, a postgresql:// URL, or the name of a profile',
};

/** All commands, out of {@link COMMANDS}. */
export function commandFacts(): readonly CommandFacts[] {
  return Object.keys(COMMANDS).filter(isCommandName).map(factsOf);
}

function factsOf(name: CommandName): CommandFacts {
  const entry = COMMANDS[name];
  const forms = entry.usage.map((line) => line.split(' ').slice(1));
  const words = forms.flatMap(([word = '']) => (/^[a-z|]+$/.test(word) ? word.split('|') : []));
  const [placeholder] = forms.flatMap(([word]) => (word && Object.hasOwn(PLACEHOLDERS, word) ? [word] : []));
  const second = forms.flatMap(([action = '', operand = '']): [string, Values][] => {
    const values = PLACEHOLDERS[operand];
    // A profile that is added has a name that is not there yet.
    return values === undefined || !words.includes(action) || action === 'add' ? [] : [[action, values]];
  });
  // What only the scripts themselves ask for is not offered.
  const offered = words.filter((word) => !(name === 'completion' && NAMED.some((one) => one === word)));
  const about = helpItems(entry.help);
  return {
    name,
    about: sentenceOf(helpParagraph(entry.help)),
    options: [...entry.options, ...COMMON_OPTIONS].map((option) => optionFacts(option, about)),
    first: offered.length > 0 ? offered : placeholder ? (PLACEHOLDERS[placeholder] ?? 'any') : 'any',
    second: new Map(second),
  };
}

function optionFacts(name: OptionName, items: readonly HelpItem[]): OptionFacts {
  const option: { readonly type: string; readonly short?: string; readonly multiple?: boolean } =
    OPTIONS[name];
  const item =
    items.find(({ term }) => term.split(' ')[0] === `--${name}`) ??
    helpItems(COMMANDS.plan.help).find(({ term }) => term.split(' ')[0] === `--${name}`);
  return {
    name,
    short: option.short ?? null,
    values: option.type === 'boolean' ? null : (VALUES[name] ?? 'any'),
    repeats: option.multiple === true,
    about: sentenceOf(item?.text ?? COMMON_ABOUT[name] ?? ''),
  };
}

/** An indented line of a help, `  --limit N   how many`, with the lines that go on with it. */
export interface HelpItem {
  readonly term: string;
  readonly text: string;
}

/** A help text in its parts, in their order: paragraphs as text, indented lines as items. */
export function helpParts(help: string): readonly (string | HelpItem)[] {
  const parts: (string | HelpItem)[] = [];
  let open = false;
  for (const line of help.split('\n')) {
    const last = parts.at(-1);
    const [, term, text = ''] = /^ {2}(\S.*?)(?: {2,}(.*))?$/.exec(line) ?? [];
    if (line.trim() === '') open = false;
    else if (term !== undefined) parts.push({ term, text });
    else if (line.startsWith('   ') && typeof last === 'object')
      parts[parts.length - 1] = { term: last.term, text: `${last.text} ${line.trim()}`.trim() };
    else if (open && typeof last === 'string') parts[parts.length - 1] = `${last} ${line}`;
    else parts.push(line);
    if (line.trim() !== '') open = true;
  }
  return parts;
}

function helpItems(help: string): readonly HelpItem[] {
  return helpParts(help).filter((part) => typeof part === 'object');
}

function helpParagraph(help: string): string {
  return helpParts(help).find((part) => typeof part === 'string') ?? '';
}

/** What comes before the first full stop, colon or semicolon that ends something. */
export function sentenceOf(text: string): string {
  return text.replace(/[.:;] .*$/s, '').replace(/[.:;]$/, '');
}
