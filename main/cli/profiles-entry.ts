import { ENVIRONMENTS, type Environment, PROFILE_COLOURS, type ProfileColour } from '../settings/profile.ts';
import { type CommandEntry, type Given, type OptionName, usage } from './command-entry.ts';

/** What a new profile's connection is made of. */
export type ProfileSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'dotenv'; readonly file: string }
  | { readonly kind: 'embedded'; readonly name: string };

export interface AddOptions {
  readonly command: 'profiles';
  readonly action: 'add';
  readonly name: string;
  readonly source: ProfileSource;
  readonly storage: string | null;
  readonly environment: Environment | null;
  readonly colour: ProfileColour | null;
  readonly demandSignIn: boolean;
  readonly passwordStdin: boolean;
}

export type ProfilesOptions =
  | { readonly command: 'profiles'; readonly action: 'list' }
  | AddOptions
  | { readonly command: 'profiles'; readonly action: 'remove'; readonly name: string }
  | {
      readonly command: 'profiles';
      readonly action: 'test';
      readonly name: string;
      readonly passwordStdin: boolean;
    };

const ADD_OPTIONS = [
  ...['url', 'dotenv', 'embedded', 'storage', 'environment', 'colour', 'demand-sign-in', 'password-stdin'],
] as const satisfies readonly OptionName[];

const ACTIONS: { readonly [action in ProfilesOptions['action']]: readonly OptionName[] } = {
  list: [],
  add: ADD_OPTIONS,
  remove: [],
  test: ['password-stdin'],
};

export const profilesEntry = {
  usage: [
    'profiles list',
    'profiles add NAME --url URL | --dotenv FILE | --embedded NAME',
    'profiles remove NAME',
    'profiles test NAME [--password-stdin]',
  ],
  help: `Keeps the systems that are restored into by name, so that --target NAME stands for one of them. Passwords are kept
in the system's keychain and nowhere else. Where there is none, give them in EDMS_PASSWORD_NAME (the profile's name in
capitals, with _ for all but letters and digits) or in EDMS_PASSWORD.
  --url URL          postgresql://user@host:5432/database?sslmode=verify-full&sslrootcert=FILE
  --dotenv FILE      the .env file of the EDMS: DATABASE_URL, or DB_NAME, DB_USER, DB_PASSWORD, DB_HOST, DB_PORT
  --embedded NAME    an embedded database
  --storage DIR      the folder in which the EDMS keeps its files
  --environment E    ${ENVIRONMENTS.join(', ')}; a server is taken for production unless it is said to be test
  --colour C         ${PROFILE_COLOURS.join(', ')}
  --demand-sign-in   who uses the profile signs in with an account of the EDMS (see login); superusers and staff may
                     change the EDMS, all others may look
  --password-stdin   read the password from standard input; otherwise it is taken from the URL, the .env file or the
                     environment, or asked for at the terminal
test says whether the server can be reached, how it is encrypted, what is in it, what the user may do, how the clocks
differ and how much room there is. Exit status: 0 when all is well, 3 when something needs a look, 5 when something is
in the way.
`,
  options: [...ADD_OPTIONS],
  read: readProfiles,
} satisfies CommandEntry;

function readProfiles(given: Given): ProfilesOptions {
  const [word, name, ...more] = given.operands;
  const actions = Object.keys(ACTIONS).join(', ');
  if (word === undefined) throw usage(`Say what to do with profiles: ${actions}.`);
  const action = (['list', 'add', 'remove', 'test'] as const).find((one) => one === word);
  if (action === undefined)
    throw usage(`profiles has no action "${word.slice(0, 40)}"; there are: ${actions}.`);
  const foreign = profilesEntry.options.find(
    (option) => given.values[option] !== undefined && !ACTIONS[action].includes(option),
  );
  if (foreign !== undefined) throw usage(`profiles ${action} has no option --${foreign}.`);
  const passwordStdin = given.values['password-stdin'] === true;
  // What is one too many is not repeated: it may be a password.
  if (more.length > 0 || (action === 'list' && name !== undefined)) throw usage('There are words too many.');
  if (action === 'list') return { command: 'profiles', action };
  if (name === undefined) throw usage(`Name the profile: profiles ${action} NAME.`);
  switch (action) {
    case 'add':
      return { ...addOptions(given), command: 'profiles', action, name, passwordStdin };
    case 'remove':
      return { command: 'profiles', action, name };
    case 'test':
      return { command: 'profiles', action, name, passwordStdin };
  }
}

function addOptions({ values }: Given) {
  return {
    source: sourceOf(values),
    storage: values.storage ?? null,
    environment: oneOf('environment', ENVIRONMENTS, values.environment),
    colour: oneOf('colour', PROFILE_COLOURS, values.colour),
    demandSignIn: values['demand-sign-in'] === true,
  };
}

function sourceOf(values: Given['values']): ProfileSource {
  const { url, dotenv: file, embedded } = values;
  const sources: readonly ProfileSource[] = [
    ...(url === undefined ? [] : [{ kind: 'url', url } as const]),
    ...(file === undefined ? [] : [{ kind: 'dotenv', file } as const]),
    ...(embedded === undefined ? [] : [{ kind: 'embedded', name: embedded } as const]),
  ];
  const [source, ...others] = sources;
  if (source === undefined || others.length > 0) {
    throw usage('Give the connection by one of --url, --dotenv and --embedded.');
  }
  return source;
}

function oneOf<T extends string>(option: string, all: readonly T[], given: string | undefined): T | null {
  if (given === undefined) return null;
  const found = all.find((one) => one === given);
  if (found === undefined) throw usage(`--${option} is one of ${all.join(', ')}.`);
  return found;
}
