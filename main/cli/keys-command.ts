import { KnownSigners } from '../settings/known-signers.ts';
import { ownSigningKey, publicSigningKey } from '../settings/signing-key.ts';
import { type CommandEntry, type CommonOptions, usage } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { show } from './output.ts';

export interface KeysCommand {
  readonly action: 'list' | 'show' | 'trust';
  /** The key to trust. */
  readonly fingerprint: string | null;
}

export const keysEntry = {
  usage: ['keys list', 'keys show', 'keys trust FINGERPRINT'],
  help: `The keys that packages are signed with. list says whose signatures are known here: the console's own key and those
that were trusted. show prints the console's own key, which is made at its first use; its private half is kept in the
system's keychain or, where there is none, in a file of the console's home that only its owner may read. trust adds
the key of another console, by the fingerprint that keys show prints there. Needs no target.
`,
  options: [],
  read: ({ operands }) => ({ command: 'keys' as const, ...parseKeys(operands) }),
} satisfies CommandEntry;

function parseKeys([action, fingerprint, ...more]: readonly string[]): KeysCommand {
  if (action !== 'list' && action !== 'show' && action !== 'trust')
    throw usage('keys knows list, show and trust FINGERPRINT.');
  if (more.length > 0 || (action === 'trust') !== (fingerprint !== undefined))
    throw usage(action === 'trust' ? 'Name one fingerprint: SHA256:…' : `keys ${action} takes nothing more.`);
  return { action, fingerprint: fingerprint ?? null };
}

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
