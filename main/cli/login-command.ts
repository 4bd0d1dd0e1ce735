import { KeptSessions } from '../auth/kept-sessions.ts';
import { SESSION_MINUTES } from '../auth/session-minutes.ts';
import type { Account } from '../engine/accounts/account.ts';
import type { Credentials } from '../engine/accounts/sign-in.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { Profile } from '../settings/profile.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import { openSecrets } from '../settings/secrets.ts';
import { canAsk, passwordFromInput } from './ask-password.ts';
import { type CommonOptions, usage } from './command-entry.ts';
import { askCredentials, credentialsFromEnvironment } from './enter-target.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import type { LoginOptions, LogoutOptions } from './login-entry.ts';
import { note, show } from './output.ts';
import { resolveTarget } from './resolve-target.ts';

/** `login`: exit status 0, or 3 when the sign-in is good and cannot be kept. Errors: `SIGN_IN_…`, `PROFILE_UNKNOWN`. */
export async function runLogin(
  command: CommonOptions & LoginOptions,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const profile = new ProfileStore().require(command.profile);
  const target = await resolveTarget(`profile:${profile.id}`, command);
  const credentials = await credentialsOf(command, profile);
  await engine.openTarget(target.address, work);
  const account = command.firstAdministrator
    ? await engine.createFirstAdministrator(credentials)
    : await signInOrExplain(engine, profile, credentials);
  const because = await keep(profile, account);
  const kept = because === null ? SESSION_MINUTES : 0;
  show(command, { profile: profile.name, account, minutes: kept, because }, () => rendered(account, kept));
  if (because !== null && !command.json) note(command, because);
  return because === null ? EXIT.done : EXIT.needsLook;
}

/** `logout`: exit status 0, also when nobody was signed in. */
export async function runLogout(command: CommonOptions & LogoutOptions): Promise<ExitStatus> {
  const profile = new ProfileStore().require(command.profile);
  const secrets = await openSecrets();
  if (secrets.where.kind === 'keychain') await new KeptSessions(secrets).end(profile);
  show(command, { profile: profile.name }, () => `Nobody is signed in to ${profile.name} any more.\n`);
  return EXIT.done;
}

async function credentialsOf({ account }: LoginOptions, profile: Profile): Promise<Credentials> {
  const given = credentialsFromEnvironment(process.env);
  if (given !== null && (account === null || account === given.username)) return given;
  if (canAsk()) return askCredentials(profile, account);
  if (account === null) throw usage('Name the account with --account or in EDMS_ACCOUNT.');
  return { username: account, password: (await passwordFromInput()) ?? '' };
}

async function signInOrExplain(engine: Engine, profile: Profile, credentials: Credentials): Promise<Account> {
  if (!(await engine.needsFirstAdministrator())) return engine.signIn(credentials);
  throw new EngineError({
    code: 'SIGN_IN_REFUSED',
    message: `The database of ${profile.name} has no administrator yet.`,
    consequence: 'Nobody was signed in.',
    advice: `Make one: edms-backup login "${profile.name}" --first-administrator --account NAME.`,
  });
}

/** Why the sign-in cannot be kept; null when it is. */
async function keep(profile: Profile, account: Account): Promise<string | null> {
  const secrets = await openSecrets();
  const { where } = secrets;
  if (where.kind === 'session')
    return `The sign-in is good, and cannot be kept. ${where.because} Give EDMS_ACCOUNT and EDMS_ACCOUNT_PASSWORD to each command.`;
  await new KeptSessions(secrets).keep(profile, account);
  return null;
}

function rendered({ username, role }: Account, minutes: number): string {
  const may = role === 'write' ? 'may change the EDMS' : 'may look, and change nothing';
  return `Signed in as ${username}, who ${may}${minutes > 0 ? `, for ${minutes} minutes since the last use` : ''}.\n`;
}
