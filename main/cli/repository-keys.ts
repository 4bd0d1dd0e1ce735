import { EngineError } from '../engine/errors.ts';
import type { RepositoryKeys } from '../engine/repository/repository.ts';
import type { InitialRepository } from '../engine/snapshot/snapshot-work.ts';
import { keysOf, nameOfRepository, RepositoryStore } from '../settings/repositories.ts';
import { openSecrets } from '../settings/secrets.ts';
import type { CommonOptions } from './command-entry.ts';
import { note } from './output.ts';

/**
 * What the keychain holds for a repository that this console knows; nothing for any other, and where there is no keychain:
 * then the repository says that a key is missed. Error: `KEYCHAIN_REFUSED`.
 */
export async function keptKeys(place: string): Promise<RepositoryKeys> {
  const known = new RepositoryStore().at(place);
  // A repository that is not encrypted needs no keychain to be asked.
  if (known === null || !known.isEncrypted) return {};
  return keysOf(await (await openSecrets()).get(known.id));
}

/** Puts a new repository into the list that the window shows, and its passphrase into the keychain where that is wanted. */
export async function rememberRepository(
  command: CommonOptions & { readonly name: string | null; readonly keepPassphrase: boolean },
  made: InitialRepository,
  passphrase: string | null,
): Promise<void> {
  const isEncrypted = made.recoveryKey !== null;
  const name = command.name ?? nameOfRepository(made.path);
  const known = attempt(command, () => new RepositoryStore().add({ name, path: made.path, isEncrypted }));
  if (!command.keepPassphrase || passphrase === null || known === null) return;
  const secrets = await openSecrets();
  if (secrets.where.kind === 'session') {
    note(command, `The passphrase is not kept. ${secrets.where.because}`);
    return;
  }
  await secrets.set(known.id, passphrase).catch((error: unknown) => {
    if (!(error instanceof EngineError)) throw error;
    note(command, `The passphrase is not kept. ${error.plain.message}`);
  });
}

/** The repository is made, and its recovery key has to be told: a list that cannot be written does not prevent that. */
function attempt<T>(command: CommonOptions, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    note(command, `The repository was not put into the list: ${error instanceof Error ? error.message : ''}`);
    return null;
  }
}
