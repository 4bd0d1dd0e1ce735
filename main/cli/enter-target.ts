import { type KeptAccount, KeptSessions } from '../auth/kept-sessions.ts';
import { type Account, type AccountRole, mayOnlyLook } from '../engine/accounts/account.ts';
import type { Credentials } from '../engine/accounts/sign-in.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import { localWorker, type Worker } from '../engine/own-records/record-restore.ts';
import type { Profile } from '../settings/profile.ts';
import { openSecrets, type Secrets } from '../settings/secrets.ts';
import { ask, askPassword, canAsk } from './ask-password.ts';
import type { ResolvedTarget } from './resolve-target.ts';

/**
 * Opens a target for a command. Where its profile demands a sign-in, the account of the EDMS comes out of
 * `EDMS_ACCOUNT` and `EDMS_ACCOUNT_PASSWORD`, an earlier `login`, or the person at the terminal; an account that may
 * only look gets no further than that. `noRecord`: the EDMS is not told that somebody signed in. Returns as whom the command works. Errors: `SIGN_IN_…`, `NOT_ALLOWED`, and those
 * of opening.
 */
export async function enterTarget(
  engine: Engine,
  { address, guard }: ResolvedTarget,
  access: AccountRole,
  work: WorkOptions,
  { noRecord = false }: { readonly noRecord?: boolean } = {},
): Promise<Worker> {
  if (guard === null) {
    await engine.openTarget(address, work);
    return localWorker();
  }
  const given = credentialsFromEnvironment(process.env);
  const secrets = given === null ? await openSecrets() : null;
  const kept = secrets && (await keptAccount(guard, secrets));
  // Before anything is opened: an embedded database would be made by it.
  if (given === null && kept === null && !canAsk()) throw signInNeeded(guard);
  await engine.openTarget(address, work);
  const account =
    (given && (await engine.signIn(given, !noRecord))) ??
    (secrets && kept !== null ? await stillSignedIn(engine, guard, secrets, kept) : null) ??
    (await engine.signIn(await askCredentials(guard), !noRecord));
  if (access === 'write' && account.role !== 'write') throw mayOnlyLook(account.username);
  return { ...localWorker(), account };
}

/** Who the environment says works here; null when it does not say it whole. */
export function credentialsFromEnvironment(environment: NodeJS.ProcessEnv): Credentials | null {
  const { EDMS_ACCOUNT: username, EDMS_ACCOUNT_PASSWORD: password } = environment;
  return username && password ? { username, password } : null;
}

/** Asks for name and password at the terminal. */
export async function askCredentials(
  { name }: Profile,
  username: string | null = null,
): Promise<Credentials> {
  if (!canAsk()) throw signInNeeded({ name });
  const who = username ?? (await ask(`Account of the EDMS for ${name}: `));
  return { username: who, password: (await askPassword(`Password of ${who}: `)) ?? '' };
}

async function keptAccount(profile: Profile, secrets: Secrets): Promise<KeptAccount | null> {
  const kept = secrets.where.kind === 'keychain' ? await new KeptSessions(secrets).accountOf(profile) : null;
  // Who is named has to be who is signed in.
  const { EDMS_ACCOUNT: named } = process.env;
  return named && kept?.username !== named ? null : kept;
}

/** The account of an earlier `login`, unless it was deactivated since; its quarter of an hour begins anew. */
async function stillSignedIn(
  engine: Engine,
  profile: Profile,
  secrets: Secrets,
  { id, username }: KeptAccount,
): Promise<Account | null> {
  const sessions = new KeptSessions(secrets);
  const found = await engine.account(id);
  const account = found?.username === username ? found : null;
  if (account !== null) {
    // Unless they have logged out meanwhile.
    if ((await sessions.accountOf(profile)) !== null) await sessions.keep(profile, account);
  } else {
    await sessions.end(profile);
    if (!canAsk()) throw signInNeeded(profile);
  }
  return account;
}

function signInNeeded({ name }: Pick<Profile, 'name'>): EngineError {
  return new EngineError({
    code: 'SIGN_IN_NEEDED',
    message: `${name} demands that somebody signs in with an account of the EDMS.`,
    consequence: 'Nothing was read or changed.',
    advice: `Run: edms-backup login "${name}", or set EDMS_ACCOUNT and EDMS_ACCOUNT_PASSWORD.`,
  });
}
