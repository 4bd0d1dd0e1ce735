import type { CommonOptions } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';

/** The command's result: one object with `--json`, else text for a person. */
export function show(options: CommonOptions, value: object, render: () => string): void {
  print(options.json ? `${JSON.stringify(value)}\n` : render());
}

export function print(text: string): ExitStatus {
  process.stdout.write(text);
  return EXIT.done;
}

/** Something that a person should know and a script need not: to standard error. */
export function note(options: CommonOptions, sentence: string): void {
  if (!options.quiet) process.stderr.write(`${sentence}\n`);
}
