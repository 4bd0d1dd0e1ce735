import { KnownSigners } from '../settings/known-signers.ts';
import { ownSigningKey, publicSigningKey } from '../settings/signing-key.ts';
import type { CommonOptions } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import type { KeysCommand } from './keys-entry.ts';
import { show } from './output.ts';

/** `keys`: nothing of it is a job. */
export async function runKeys(command: CommonOptions & KeysCommand): Promise<ExitStatus> {
  const signers = new KnownSigners();
  if (command.action === 'show') {
    const { privateKey: _, ...own } = await ownSigningKey();
    const where = own.where.kind === 'keychain' ? "the system's keychain" : `the file ${own.where.path}`;
    show(command, own, () => `${own.fingerprint}\n${own.publicLine}\nIts private half is in ${where}.\n`);
    return EXIT.done;
  }
  if (command.fingerprint !== null) signers.trust(command.fingerprint);
  const known = { own: publicSigningKey(), trusted: signers.list() };
  show(command, known, () =>
    [
      `${known.own ?? 'none yet'}  (this console)`,
      ...known.trusted.map((fingerprint) => `${fingerprint}  (trusted)`),
      '',
    ].join('\n'),
  );
  return EXIT.done;
}
