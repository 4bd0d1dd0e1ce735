import type { OptionName, OptionValues } from './command-entry.ts';

/** With what an encrypted package is opened, as it was named on the command line. */
export interface KeyOptions {
  /** Paths of identity files of age. */
  readonly identities: readonly string[];
  /** The variable of the environment that holds the passphrase. */
  readonly passphraseEnv: string | null;
}

export const KEY_OPTIONS: readonly OptionName[] = ['identity', 'passphrase-env'];
export const KEY_USAGE = '[--identity FILE]… [--passphrase-env VAR]';
export const KEY_HELP = `  --identity FILE  an identity file of age (AGE-SECRET-KEY-…) that opens an encrypted package
  --passphrase-env VAR  the variable of the environment that holds the passphrase of an encrypted package
`;

export function readKeyOptions(values: OptionValues): KeyOptions {
  return { identities: values.identity ?? [], passphraseEnv: values['passphrase-env'] ?? null };
}
