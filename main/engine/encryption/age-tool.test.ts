import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasCommand, runCommand } from '../testing/commands.ts';
import {
  decryptBuffer,
  decrypted,
  encryptBuffer,
  encryptingSink,
  generateIdentity,
  parseIdentities,
  recipientOf,
} from './age.ts';

const content = randomBytes(300_000);
const WORDS = 'four-words-and-more';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-age-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Debian's package `age` has both programs; `npm test` installs it where it may. */
const HAS_AGE = hasCommand('age') && hasCommand('age-keygen');
if (!HAS_AGE) console.warn('Skipped: the program age is not installed (apt-get install age).');

describe.skipIf(!HAS_AGE)('the program age', () => {
  it('opens what is encrypted here for a recipient', async () => {
    const key = path.join(folder, 'key.txt');
    await runCommand('age-keygen', ['-o', key]);
    const identities = parseIdentities(await readFile(key, 'utf8'));
    const recipients = await Promise.all([identities[0] ?? '', await generateIdentity()].map(recipientOf));
    const ours = await encryptBuffer(content, { recipients });
    const opened = await runCommand('age', ['-d', '-i', key], ours);
    expect(opened).toMatchObject({ status: 0, err: '' });
    expect(opened.out.equals(content)).toBe(true);

    const [recipient = ''] = recipients;
    for (const form of [[], ['-a']]) {
      const theirs = await runCommand('age', [...form, '-r', recipient], content);
      const plain = await decryptBuffer(theirs.out, { identities, passphrase: null });
      expect(plain.equals(content)).toBe(true);
    }
  });

  // It asks for a passphrase at a terminal only.
  it.skipIf(!hasCommand('script'))('shares passphrases too', async () => {
    const file = path.join(folder, 'plain');
    await writeFile(file, content);
    await atTerminal(`age -p -o ${file}.theirs ${file}`, [WORDS, WORDS]);
    const keys = { identities: [], passphrase: WORDS };
    expect((await decryptBuffer(await readFile(`${file}.theirs`), keys)).equals(content)).toBe(true);
    await writeFile(`${file}.ours`, await encryptBuffer(content, { passphrase: WORDS }));
    await atTerminal(`age -d -o ${file}.back ${file}.ours`, [WORDS]);
    expect((await readFile(`${file}.back`)).equals(content)).toBe(true);
  });
});

describe('a stream', () => {
  it('passes through encryption and back in memory that does not grow with it', async () => {
    const pieces = 96 * 16;
    const identity = await generateIdentity();
    const held: Buffer[] = [];
    let most = 0;
    let wake = (): void => undefined;
    let ended = false;
    const sink = await encryptingSink(
      {
        write: async (bytes) => {
          held.push(Buffer.from(bytes));
          most = Math.max(most, held.length);
          wake();
          // Nobody writes faster than is read.
          while (held.length > 8) await new Promise((resolve) => setImmediate(resolve));
        },
      },
      { recipients: [await recipientOf(identity)] },
    );
    async function* encrypted() {
      while (!ended || held.length > 0) {
        const piece = held.shift();
        if (piece) yield piece;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    }
    const before = process.memoryUsage().arrayBuffers;
    let grown = 0;
    const writing = (async () => {
      for (let i = 0; i < pieces; i++) await sink.write(Buffer.alloc(65_536, i));
      await sink.end();
      ended = true;
      wake();
    })();
    let bytes = 0;
    for await (const piece of decrypted(encrypted(), { identities: [identity], passphrase: null })) {
      bytes += piece.length;
      grown = Math.max(grown, process.memoryUsage().arrayBuffers - before);
    }
    await writing;
    expect(bytes).toBe(pieces * 65_536);
    expect(most).toBeLessThan(16);
    expect(grown).toBeLessThan(64 * 1024 * 1024);
  });
});

/** Runs a command at a terminal of its own and types these lines. */
async function atTerminal(command: string, lines: readonly string[]): Promise<void> {
  const done = await runCommand(
    'script',
    ['-qec', command, '/dev/null'],
    lines.map((line) => `${line}\n`).join(''),
  );
  expect(done.status, done.out.toString()).toBe(0);
}
