import type { AnswerOf } from '../../preload/contract/bridge.ts';
import type {
  ChosenFolder,
  CreatedRepository,
  PlainError,
  ShownRepository,
} from '../../preload/contract/types.ts';
import type { SliceTools, Work } from './work.ts';

export type Keyring = AnswerOf<'repositories:keyring'>;
type Kept = CreatedRepository['kept'];

export interface RepositoriesSlice {
  /** Null until they have been asked for. */
  readonly repositories: readonly ShownRepository[] | null;
  /** Fingerprint of the key that this console signs with; null while it has none. */
  readonly signingKey: string | null;
  /** Why the repositories cannot be shown, or what was asked of one could not be done. */
  readonly repositoriesError: PlainError | null;
  /** The id of the one whose snapshots are shown. */
  readonly repository: string | null;
  readonly keyring: Keyring | null;
  /** The folder that is about to become a repository, or to be opened as one. */
  readonly chosenFolder: ChosenFolder | null;
  /** A repository is being made, or a passphrase tried. */
  readonly enteringRepository: boolean;
  /** The new repository, until the person has its recovery key on paper. */
  readonly created: CreatedRepository | null;
  /** The person says that the recovery key is written down. */
  readonly keyWritten: boolean;
  /** What became of the passphrase that was entered last. */
  readonly keptPassphrase: Kept | null;
  /** The keychain still holds the passphrase of a repository that was taken out of the list. */
  readonly secretStays: boolean;
  /** Asks anew for what is known and what is in the chosen repository: others write to both. */
  enterSnapshots(): Promise<void>;
  useRepository(id: string): Promise<void>;
  pickRepositoryFolder(): Promise<void>;
  leaveRepositoryFolder(): void;
  /** Passphrases are on their way to the main process; nothing of them is kept in the window. */
  createRepository(name: string, passphrase: string | null, remember: boolean): Promise<void>;
  addRepository(name: string): Promise<void>;
  unlockRepository(secret: string, remember: boolean): Promise<void>;
  markKeyWritten(isWritten: boolean): void;
  leaveRecoveryKey(): void;
  forgetRepository(): Promise<void>;
}

export function createRepositoriesSlice(tools: SliceTools): RepositoriesSlice {
  const { bridge, set, get } = tools;
  const askKeyring = async (): Promise<void> => {
    if (get().keyring !== null) return;
    const answer = await bridge.ask('repositories:keyring', null);
    if (answer.ok) set({ keyring: answer.value });
  };
  const reload = async (): Promise<void> => {
    const answer = await bridge.ask('repositories:list', null);
    if (answer.ok) set({ repositories: answer.value.repositories, signingKey: answer.value.signingKey });
    else set({ repositoriesError: answer.error });
  };
  return {
    repositories: null,
    signingKey: null,
    repositoriesError: null,
    repository: null,
    keyring: null,
    chosenFolder: null,
    enteringRepository: false,
    created: null,
    keyWritten: false,
    keptPassphrase: null,
    secretStays: false,

    enterSnapshots: async () => {
      await reload();
      const { repositories, repository, snapshotWork } = get();
      const known = repositories?.find(({ id }) => id === repository) ?? repositories?.[0];
      if (!known || snapshotWork) return;
      if (known.id !== repository) await get().useRepository(known.id);
      else await get().loadSnapshots();
    },
    useRepository: async (repository) => {
      if (get().snapshotWork) return;
      set({ repository, chosenFolder: null, repositoriesError: null, keptPassphrase: null });
      get().forgetShownSnapshots();
      await get().loadSnapshots();
    },
    pickRepositoryFolder: async () => {
      set({ repositoriesError: null, secretStays: false });
      const answer = await bridge.ask('repositories:choose', null);
      if (!answer.ok) set({ repositoriesError: answer.error });
      else if (answer.value) {
        set({ chosenFolder: answer.value });
        if (!answer.value.isRepository) await askKeyring();
      }
    },
    leaveRepositoryFolder: () => set({ chosenFolder: null, repositoriesError: null }),
    createRepository: async (name, passphrase, remember) => {
      const { chosenFolder, enteringRepository } = get();
      if (!chosenFolder || enteringRepository) return;
      set({ enteringRepository: true, repositoriesError: null });
      const folder = chosenFolder.id;
      const answer = await bridge.ask('repositories:create', { folder, name, passphrase, remember });
      set({ enteringRepository: false });
      if (!answer.ok) {
        set({ repositoriesError: answer.error });
        return;
      }
      const { repository, recoveryKey, kept } = answer.value;
      await reload();
      await get().useRepository(repository.id);
      set({
        created: recoveryKey === null ? null : answer.value,
        keyWritten: false,
        keptPassphrase: kept,
      });
    },
    addRepository: async (name) => {
      const { chosenFolder } = get();
      if (!chosenFolder) return;
      const answer = await bridge.ask('repositories:add', { folder: chosenFolder.id, name });
      if (!answer.ok) {
        set({ repositoriesError: answer.error });
        return;
      }
      await reload();
      await get().useRepository(answer.value.id);
    },
    unlockRepository: async (secret, remember) => {
      const { repository, enteringRepository } = get();
      if (repository === null || enteringRepository) return;
      set({ enteringRepository: true });
      const answer = await bridge.ask('repositories:unlock', { id: repository, secret, remember });
      set({ enteringRepository: false });
      if (get().repository !== repository) return;
      if (!answer.ok) {
        set({ snapshotsError: answer.error });
        return;
      }
      set({ keptPassphrase: answer.value });
      await get().loadSnapshots();
    },
    markKeyWritten: (keyWritten) => set({ keyWritten }),
    leaveRecoveryKey: () => {
      if (get().keyWritten) set({ created: null, keyWritten: false, snapshotTab: 'new' });
    },
    forgetRepository: async () => {
      const { repository } = get();
      set({ overlay: null });
      if (repository === null || get().snapshotWork) return;
      const answer = await bridge.ask('repositories:forget', { id: repository });
      if (!answer.ok) {
        set({ repositoriesError: answer.error });
        return;
      }
      set({ repository: null, keptPassphrase: null, secretStays: !answer.value.secretDeleted });
      get().forgetShownSnapshots();
      await get().enterSnapshots();
    },
  };
}

/** The repository whose snapshots are shown. */
export function shownRepository({
  repositories,
  repository,
}: Pick<Work, 'repositories' | 'repository'>): ShownRepository | null {
  return repositories?.find(({ id }) => id === repository) ?? null;
}

/** True while a passphrase is missed. */
export function isLocked({ snapshots, snapshotsError }: Pick<Work, 'snapshots' | 'snapshotsError'>): boolean {
  if (snapshots !== null || snapshotsError === null) return false;
  return ['ENCRYPTION_KEY_NEEDED', 'ENCRYPTION_KEY_WRONG', 'KEYCHAIN_REFUSED'].includes(snapshotsError.code);
}
