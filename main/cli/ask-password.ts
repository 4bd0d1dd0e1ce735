import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { cancelledError } from '../engine/errors.ts';
import { usage } from './command-entry.ts';

/** Whether there is a person at a terminal who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true;
}

/**
 * Asks for a password at the terminal; what is typed is not shown. An empty answer is null. Rejects with `CANCELLED`
 * at Ctrl+C or Ctrl+D.
 */
export async function askPassword(question: string): Promise<string | null> {
  // As a terminal readline reads each key itself, and it shows them on its own output, which goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  // Only now: from here on nothing that is typed is shown.
  process.stderr.write(question);
  try {
    return await new Promise<string | null>((resolve, reject) => {
      lines.once('line', (line) => resolve(line || null));
      lines.once('SIGINT', () => reject(cancelledError()));
      lines.once('close', () => reject(cancelledError()));
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

/** Asks for a line at the terminal. Rejects with `CANCELLED` at Ctrl+C or Ctrl+D. */
export async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.question(question, resolve);
      lines.once('SIGINT', () => reject(cancelledError()));
      lines.once('close', () => reject(cancelledError()));
    });
  } finally {
    lines.close();
  }
}

/** Longer than any password, shorter than a file that was given by mistake. */
const MOST_CHARACTERS = 4096;

/** Reads a password of one line from standard input, for scripts; at a terminal it is asked for. Error: `USAGE`. */
export async function passwordFromInput(): Promise<string | null> {
  if (canAsk()) return askPassword('Password: ');
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const part of process.stdin) {
    text += String(part);
    if (text.length > MOST_CHARACTERS) throw usage('Standard input holds more than a password.');
  }
  const line = text.replace(/\r?\n$/, '');
  if (/[\r\n]/.test(line)) throw usage('Standard input holds more than one line.');
  return line || null;
}
