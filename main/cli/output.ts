import { type PlainError, withoutSecrets } from '../engine/errors.ts';
import type { CommonOptions } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { renderError } from './render.ts';

/** The command's result: one object with `--json`, else text for a person. */
export function show(options: CommonOptions, value: object, render: () => string): void {
  print(options.json ? `${JSON.stringify(value)}\n` : harmless(render()));
}

/**
 * Text that a terminal only shows: names of files and values of records come from anywhere, and some characters in them
 * would move its cursor, change its colours or its title, or show what follows from right to left.
 */
export function harmless(text: string): string {
  return text.replace(CONTROLS, '\ufffd');
}

/** All but the end of a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about those.
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

export function print(text: string): ExitStatus {
  process.stdout.write(text);
  return EXIT.done;
}

/** Something that a person should know and a script need not: to standard error. */
export function note(options: CommonOptions, sentence: string): void {
  if (!options.quiet) process.stderr.write(harmless(`${sentence}\n`));
}

/**
 * An error as the command's answer: on standard output with `--json`, else for a person. Whatever was typed in the wrong
 * place may be repeated in it, a URL with its password too.
 */
export function tellError(plain: PlainError, json: boolean): void {
  if (json) print(`${errorJson(plain)}\n`);
  else process.stderr.write(harmless(withoutSecrets(renderError(plain))));
}

/** Text by text: what takes a secret out of JSON may take a quotation mark with it. */
function errorJson(plain: PlainError): string {
  return JSON.stringify({ error: plain, problems: [plain] }, (_name, value: unknown) =>
    typeof value === 'string' ? withoutSecrets(value) : value,
  );
}
