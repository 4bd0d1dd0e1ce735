import { type CommandEntry, usage } from './command-entry.ts';

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
