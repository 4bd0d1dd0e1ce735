import { SESSION_MINUTES } from '../auth/session-minutes.ts';
import { type CommandEntry, type Given, usage } from './command-entry.ts';

export interface LoginOptions {
  readonly command: 'login';
  readonly profile: string;
  readonly account: string | null;
  readonly firstAdministrator: boolean;
}

export interface LogoutOptions {
  readonly command: 'logout';
  readonly profile: string;
}

export const loginEntry = {
  usage: ['login PROFILE [--account NAME] [--first-administrator]'],
  help: `Signs in with an account of the EDMS, for the commands that follow: those that name a profile which demands it.
The sign-in is kept in the system's keychain, for ${SESSION_MINUTES} minutes since its last use. Superusers and staff may change the
EDMS, all others may look. The password is asked for at the terminal, or read from standard input. Where there is no
keychain, nothing can be kept: give EDMS_ACCOUNT and EDMS_ACCOUNT_PASSWORD to each command.
  --account NAME         the account; otherwise EDMS_ACCOUNT, or asked for at the terminal
  --first-administrator  make this account in an embedded database that has no administrator yet
`,
  options: ['account', 'first-administrator'],
  read: (given): LoginOptions => ({
    command: 'login',
    profile: onlyProfile(given, 'login'),
    account: given.values.account ?? given.environment.EDMS_ACCOUNT ?? null,
    firstAdministrator: given.values['first-administrator'] === true,
  }),
} satisfies CommandEntry;

export const logoutEntry = {
  usage: ['logout PROFILE'],
  help: `Ends the sign-in of a profile.
`,
  options: [],
  read: (given): LogoutOptions => ({ command: 'logout', profile: onlyProfile(given, 'logout') }),
} satisfies CommandEntry;

function onlyProfile({ operands }: Given, command: string): string {
  const [name, ...more] = operands;
  // What is one too many is not repeated: it may be a password.
  if (name === undefined || more.length > 0) throw usage(`Name one profile: ${command} PROFILE.`);
  return name;
}
