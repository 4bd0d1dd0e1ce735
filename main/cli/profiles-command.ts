import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ConnectionTest } from '../engine/database/connection-test.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import { jobsFile } from '../engine/home.ts';
import { readEnvironmentFile } from '../settings/environment-file.ts';
import { type Profile, type ProfileColour, type ProfileDraft, sameName } from '../settings/profile.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import { openSecrets, passwordFromEnvironment, passwordVariable } from '../settings/secrets.ts';
import { addressOf, connectionFromUrl } from '../settings/server-connection.ts';
import { askPassword, canAsk, passwordFromInput } from './ask-password.ts';
import type { CommonOptions } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { note, show } from './output.ts';
import { howToGive, passwordOf } from './profile-password.ts';
import type { AddOptions, ProfileSource, ProfilesOptions } from './profiles-entry.ts';
import { renderConnectionTest, renderProfile, renderProfiles } from './render-profiles.ts';

/** `profiles list|add|remove`: what needs no engine. Rejects with an `EngineError`. */
export async function keepProfiles(
  command: CommonOptions & Exclude<ProfilesOptions, { readonly action: 'test' }>,
): Promise<ExitStatus> {
  const store = new ProfileStore();
  switch (command.action) {
    case 'list':
      return listProfiles(command, store);
    case 'add':
      return addProfile(command, store);
    case 'remove':
      return removeProfile(command, command.name, store);
  }
}

function listProfiles(options: CommonOptions, store: ProfileStore): ExitStatus {
  const profiles = store.list();
  const notices = store.notices();
  show(options, { profiles, notices }, () => renderProfiles(profiles));
  if (!options.json) for (const notice of notices) note(options, notice);
  return EXIT.done;
}

async function addProfile(options: CommonOptions & AddOptions, store: ProfileStore): Promise<ExitStatus> {
  const source = await readSource(options.source);
  const { connection } = source;
  const environment = options.environment ?? (connection.kind === 'embedded' ? 'embedded' : 'production');
  const draft: ProfileDraft = {
    name: options.name,
    colour: options.colour ?? COLOURS[environment],
    environment,
    connection,
    storageRoot: options.storage === null ? source.storageRoot : path.resolve(options.storage),
    demandSignIn: options.demandSignIn,
  };
  const checked = store.check(draft);
  const password =
    connection.kind === 'embedded' ? null : await newPassword(options, checked, store, source.password);
  const profile = store.add(draft);
  const kept = await keepPassword(profile, password, store);
  const { notes } = source;
  show(options, { profile, ...kept, variable: passwordVariable(profile), notes }, () =>
    renderProfile(profile),
  );
  if (!options.json) for (const sentence of notes) note(options, sentence);
  if (!options.json && kept.because !== null) {
    note(options, `The password was not kept. ${kept.because} ${howToGive(profile)}`);
  }
  return EXIT.done;
}

const COLOURS: { readonly [environment in Profile['environment']]: ProfileColour } = {
  production: 'red',
  test: 'blue',
  embedded: 'grey',
};

interface ReadSource {
  readonly connection: Profile['connection'];
  readonly password: string | null;
  readonly storageRoot: string | null;
  readonly notes: readonly string[];
}

async function readSource(source: ProfileSource): Promise<ReadSource> {
  switch (source.kind) {
    case 'embedded':
      return { connection: source, password: null, storageRoot: null, notes: [] };
    case 'dotenv': {
      const read = await readEnvironmentFile(source.file);
      const proposed = read.storageRoot;
      if (proposed === null || existsSync(proposed)) return read;
      const elsewhere = `The file names ${proposed} as the storage folder, which is not on this machine: use --storage.`;
      return { ...read, storageRoot: null, notes: [...read.notes, elsewhere] };
    }
    case 'url': {
      const read = connectionFromUrl(source.url);
      const seen = 'The password was on the command line, where others on this machine may have seen it.';
      return { ...read, storageRoot: null, notes: read.password === null ? [] : [seen] };
    }
  }
}

async function newPassword(
  options: AddOptions,
  profile: Profile,
  store: ProfileStore,
  fromSource: string | null,
): Promise<string | null> {
  if (options.passwordStdin) return passwordFromInput();
  const given = fromSource ?? passwordFromEnvironment(profile, store.list(), process.env);
  if (given !== null) return given;
  return canAsk() ? askPassword(`Password for ${profile.name} (empty for none): `) : null;
}

interface KeptPassword {
  /** `none`: there was none to keep. */
  readonly password: 'keychain' | 'not kept' | 'none';
  /** Why it was not kept, as a sentence. */
  readonly because: string | null;
}

/** Keeps a password in the keychain, or says why it cannot be kept. It is never written anywhere else. */
async function keepPassword(
  profile: Profile,
  password: string | null,
  store: ProfileStore,
): Promise<KeptPassword> {
  if (password === null) return { password: 'none', because: null };
  const secrets = await openSecrets();
  if (secrets.where.kind === 'session') return { password: 'not kept', because: secrets.where.because };
  await store.forgetSecrets(secrets);
  try {
    await secrets.set(profile.id, password);
    return { password: 'keychain', because: null };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { password: 'not kept', because: error.plain.message };
  }
}

async function removeProfile(options: CommonOptions, name: string, store: ProfileStore): Promise<ExitStatus> {
  const { profile, secretDeleted } = await store.remove(name, await openSecrets());
  const schedules = await schedulesOf(profile.name);
  show(options, { profile, secretDeleted, schedules }, () => `Removed the profile ${profile.name}.\n`);
  if (schedules.length > 0)
    note(options, `These schedules name it, and their runs fail from now on: ${schedules.join(', ')}.`);
  if (!secretDeleted && !options.json) {
    note(
      options,
      'If its password is in a keychain, it is deleted when the console next runs where that keychain is.',
    );
  }
  return EXIT.done;
}

/** `profiles test`. Rejects with an `EngineError`. */
export async function testProfile(
  options: CommonOptions & { readonly name: string; readonly passwordStdin: boolean },
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const store = new ProfileStore();
  const profile = store.require(options.name);
  const password = options.passwordStdin
    ? await passwordFromInput()
    : await passwordOf(profile, store, options);
  const test = await engine.testConnection(addressOf(profile, password), profile.storageRoot, work);
  show(options, { profile: profile.name, ...test }, () => renderConnectionTest(profile, test));
  return STATUS[test.level];
}

const STATUS: { readonly [level in ConnectionTest['level']]: ExitStatus } = {
  ok: EXIT.done,
  warn: EXIT.needsLook,
  stop: EXIT.target,
};

/** The schedules whose target a profile is, by its name. */
async function schedulesOf(profile: string): Promise<readonly string[]> {
  if (!existsSync(jobsFile())) return [];
  try {
    // Not before it is needed: the store is a binary of the system's own kind.
    const { ScheduleStore } = await import('../schedule/schedule-store.ts');
    const store = ScheduleStore.open();
    try {
      const all = store.list().map(({ schedule }) => schedule);
      return all
        .filter(({ action }) => sameName(action.target.replace(/^profile:/, ''), profile))
        .map((one) => one.name);
    } finally {
      store.close();
    }
  } catch {
    // A profile can be removed where schedules cannot be read: each schedule command says so.
    return [];
  }
}
