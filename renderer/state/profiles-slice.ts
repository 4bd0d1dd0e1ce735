import type {
  ChosenPath,
  GivenPassword,
  ImportedProfile,
  ImportSource,
  OpenProfile,
  ProfileDraft,
  ProfileList,
  Result,
  SavedProfile,
  ShownProfile,
  StillOpen,
} from '../../preload/contract/bridge.ts';
import type { ConnectionTest, PlainError } from '../../preload/contract/types.ts';
import { newTask } from './task.ts';
import type { SliceTools } from './work.ts';

/** A test of a connection: under way while `result` and `error` are null. */
export interface ProfileTest {
  readonly job: string;
  /** The profile that is tested; null for what is being entered. */
  readonly id: string | null;
  /** The name that it had. */
  readonly name: string;
  readonly result: ConnectionTest | null;
  readonly error: PlainError | null;
}

export interface ProfilesSlice {
  readonly profiles: ProfileList | null;
  /** Why the profiles cannot be shown, or what was asked of one could not be done. */
  readonly profilesError: PlainError | null;
  /** The profile that the dialog is about; null for a new one. */
  readonly editedProfile: ShownProfile | null;
  /** What stands in the way of saving or importing what is entered. */
  readonly entryError: PlainError | null;
  readonly savingProfile: boolean;
  readonly profileTest: ProfileTest | null;
  /** What became of the password of the profile that was saved last, when it needs a word. */
  readonly savedProfile: SavedProfile | null;
  /** The keychain is asked where there may be a password in it, and with `secrets` in any case. */
  loadProfiles(secrets?: boolean): Promise<void>;
  editProfile(profile: ShownProfile | null): void;
  /** The draft and a password on its way to the main process; nothing of it is kept in the window. */
  saveProfile(draft: ProfileDraft, password: GivenPassword, remember: boolean): Promise<void>;
  tryProfile(draft: ProfileDraft, password: GivenPassword): Promise<void>;
  testProfile(profile: ShownProfile): Promise<void>;
  /** What is entered is not what was tested any more. */
  forgetTest(): void;
  askToRemoveProfile(profile: ShownProfile): void;
  removeProfile(): Promise<void>;
  importProfile(source: ImportSource): Promise<ImportedProfile | null>;
  /** A certificate or key of the profile that is entered; null when none was chosen. */
  chooseCertificate(): Promise<ChosenPath | null>;
  /** The folder for document files of the profile that is entered; null when none was chosen. */
  pickFolder(): Promise<ChosenPath | null>;
}

export function createProfilesSlice(tools: SliceTools): ProfilesSlice {
  const { bridge, set, get } = tools;
  /** The last list that was asked for: an earlier one that comes later is out of date. */
  let lists = 0;
  return {
    profiles: null,
    profilesError: null,
    editedProfile: null,
    entryError: null,
    savingProfile: false,
    profileTest: null,
    savedProfile: null,

    loadProfiles: async (secrets = false) => {
      lists += 1;
      const mine = lists;
      // At once what the file says; what the keychain says as soon as it has answered.
      const known = await bridge.ask('profiles:list', { secrets: false });
      if (mine !== lists) return;
      if (!known.ok) {
        set({ profilesError: known.error });
        return;
      }
      set(({ profiles }) => ({ profiles: withKnownSecrets(known.value, profiles), profilesError: null }));
      if (!secrets && known.value.profiles.every(({ hasSecret }) => hasSecret !== null)) return;
      const whole = await bridge.ask('profiles:list', { secrets: true });
      if (mine !== lists) return;
      if (whole.ok) set({ profiles: whole.value });
      else set({ profilesError: whole.error });
    },
    editProfile: (editedProfile) => {
      get().forgetTest();
      set({ editedProfile, entryError: null, savedProfile: null, overlay: 'profile' });
      void get().loadProfiles(true);
    },
    saveProfile: async (draft, password, remember) => {
      if (get().savingProfile) return;
      const id = get().editedProfile?.id ?? null;
      set({ savingProfile: true, entryError: null });
      const answer = await bridge.ask('profiles:save', { id, draft, password, remember });
      set({ savingProfile: false });
      if (!answer.ok) {
        set({ entryError: answer.error });
        return;
      }
      stayConnected(tools, answer.value.open);
      get().forgetTest();
      set({ overlay: null, savedProfile: answer.value });
      await get().loadProfiles();
    },
    tryProfile: (draft, password) => {
      const id = get().editedProfile?.id ?? null;
      return runTest(tools, null, draft.name, (job) =>
        bridge.ask('profiles:try', { job, id, draft, password }),
      );
    },
    testProfile: async ({ id, name }) => {
      await runTest(tools, id, name, (job) => bridge.ask('profiles:test', { job, id }));
      await get().loadProfiles();
    },
    forgetTest: () => {
      const { profileTest } = get();
      if (!profileTest) return;
      set({ profileTest: null });
      if (!isEnded(profileTest)) void bridge.ask('job:cancel', { job: profileTest.job });
    },
    askToRemoveProfile: (editedProfile) => set({ editedProfile, overlay: 'remove-profile' }),
    removeProfile: async () => {
      const { editedProfile } = get();
      set({ overlay: null, savedProfile: null });
      if (!editedProfile) return;
      get().forgetTest();
      if (get().target?.profile?.id === editedProfile.id) get().disconnect();
      // The keychain may take its time: nobody opens or edits it meanwhile.
      lists += 1;
      set(({ profiles }) => ({ profiles: profiles && without(profiles, editedProfile.id) }));
      const answer = await bridge.ask('profiles:remove', { id: editedProfile.id });
      await get().loadProfiles();
      if (!answer.ok) set({ profilesError: answer.error });
    },
    importProfile: async (source) => {
      set({ entryError: null });
      const answer = await bridge.ask('profiles:import', source);
      if (answer.ok) return answer.value;
      set({ entryError: answer.error });
      return null;
    },
    chooseCertificate: async () => {
      const answer = await bridge.ask('profiles:certificate', null);
      return answer.ok ? answer.value : null;
    },
    pickFolder: async () => {
      const answer = await bridge.ask('storage:choose', null);
      return answer.ok && answer.value ? { id: answer.value.id, path: answer.value.path } : null;
    },
  };
}

/** What is open stays so, under the name by which it goes now, unless it was opened by what the profile said before. */
function stayConnected({ set, get }: SliceTools, { ended, profile }: StillOpen): void {
  const { target } = get();
  // Where nothing is open yet, what is being opened or was refused is about what a profile said before.
  if (ended || target === null) get().disconnect();
  else if (!isCalledTheSame(target.profile, profile)) set({ target: { ...target, profile } });
}

function isCalledTheSame(before: OpenProfile | null, now: OpenProfile | null): boolean {
  if (before === null || now === null) return before === now;
  const { id, name, colour, environment } = before;
  return id === now.id && name === now.name && colour === now.colour && environment === now.environment;
}

export function isEnded({ result, error }: ProfileTest): boolean {
  return result !== null || error !== null;
}

async function runTest(
  { set, get }: SliceTools,
  id: string | null,
  name: string,
  ask: (job: string) => Promise<Result<ConnectionTest>>,
): Promise<void> {
  get().forgetTest();
  const { job } = newTask();
  set({ profileTest: { job, id, name, result: null, error: null } });
  const answer = await ask(job);
  const { profileTest } = get();
  if (profileTest?.job !== job) return;
  set({
    profileTest: { ...profileTest, ...(answer.ok ? { result: answer.value } : { error: answer.error }) },
  });
}

function without(list: ProfileList, profile: string): ProfileList {
  return { ...list, profiles: list.profiles.filter(({ id }) => id !== profile) };
}

/** Until the keychain has answered again, what it said before is shown. */
function withKnownSecrets(now: ProfileList, before: ProfileList | null): ProfileList {
  const secrets = new Map(before?.profiles.map(({ id, hasSecret }) => [id, hasSecret]));
  return {
    ...now,
    keyring: before?.keyring ?? null,
    profiles: now.profiles.map((profile) => ({
      ...profile,
      hasSecret: secrets.get(profile.id) ?? profile.hasSecret,
    })),
  };
}
