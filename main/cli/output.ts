import type { CommonOptions } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';

/** The command's result: one object with `--json`, else text for a person. */
export function show(options: CommonOptions, value: object, render: () => string): void {
  print(options.json ? `${JSON.stringify(value)}\n` : harmless(render()));
}

/**
 * Text that a terminal only shows: names of files and values of records come from anywhere, and some characters in them
 * would move its cursor, change its colours or its title.
 */
export function harmless(text: string): string {
  return text.replace(CONTROLS, '\ufffd');
}

/** All but the end of a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about those.
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/g;

export function print(text: string): ExitStatus {
  process.stdout.write(text);
  return EXIT.done;
}

/** Something that a person should know and a script need not: to standard error. */
export function note(options: CommonOptions, sentence: string): void {
  if (!options.quiet) process.stderr.write(harmless(`${sentence}\n`));
}
