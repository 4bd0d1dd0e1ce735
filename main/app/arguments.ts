import path from 'node:path';

/** The words with which the program is a command line and opens no window. */
const COMMANDS: ReadonlySet<string> = new Set([
  'inspect',
  'diff',
  'plan',
  'restore',
  'init',
  'profiles',
  'jobs',
  'undo',
  'preflight',
  'health',
  'recover',
  'export',
  'keys',
  'snapshot',
  'schedule',
  'login',
  'logout',
  'completion',
  'man',
  'help',
]);
const COMMAND_SWITCHES: ReadonlySet<string> = new Set(['--help', '-h', '--version', '-v']);

/**
 * The arguments of a person: without the executable, the application's own folder (given when an unpacked
 * Electron runs it) and the switches of Chromium that come before everything else.
 */
export function personalArguments(argv: readonly string[], appPath: string): readonly string[] {
  const given = argv.slice(1);
  let start = 0;
  for (; start < given.length; start += 1) {
    const word = given[start] ?? '';
    const isSwitch = word.startsWith('-') && !COMMAND_SWITCHES.has(word);
    const isAppPath = !word.startsWith('-') && path.resolve(word) === path.resolve(appPath);
    if (!isSwitch && !isAppPath) break;
  }
  return given.slice(start);
}

/** The command line to run, or null when a window is wanted. */
export function commandOf(argv: readonly string[], appPath: string): readonly string[] | null {
  const words = personalArguments(argv, appPath);
  const first = words[0];
  return first !== undefined && (COMMANDS.has(first) || COMMAND_SWITCHES.has(first)) ? words : null;
}

/** The package that the program is asked to open, as an absolute path, or null. */
export function packageOf(argv: readonly string[], appPath: string, folder: string): string | null {
  const [first] = personalArguments(argv, appPath);
  if (first === undefined || first.startsWith('-')) return null;
  return path.resolve(folder, first);
}
