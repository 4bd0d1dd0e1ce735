import type {
  ChosenPath,
  ImportedProfile,
  ProfileDraft,
  ShownProfile,
} from '../../../preload/contract/bridge.ts';

type Server = Extract<ShownProfile['connection'], { readonly kind: 'server' }>;

/** What stands in the fields of the dialog; all but the password, which is in its field alone. */
export interface ProfileForm {
  readonly name: string;
  readonly colour: ShownProfile['colour'];
  readonly environment: ShownProfile['environment'];
  readonly kind: 'server' | 'embedded';
  readonly embeddedName: string;
  readonly server: Omit<Server, 'kind' | 'port' | 'searchPath'> & {
    readonly port: string;
    readonly searchPath: string;
  };
  readonly storage: ChosenPath | null;
  readonly demandSignIn: boolean;
}

const COLOURS = { production: 'red', test: 'blue', embedded: 'grey' } as const;

export const ENVIRONMENTS = ['production', 'test', 'embedded'] as const;

export const COLOUR_NAMES = ['red', 'amber', 'green', 'teal', 'blue', 'violet', 'pink', 'grey'] as const;

export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

const NEW: ProfileForm = {
  name: '',
  colour: 'red',
  environment: 'production',
  kind: 'server',
  embeddedName: '',
  server: {
    host: '',
    port: '5432',
    database: '',
    user: '',
    sslMode: 'prefer',
    searchPath: '',
    sslRootCert: null,
    sslCert: null,
    sslKey: null,
  },
  storage: null,
  demandSignIn: false,
};

/** The fields of a profile; those of a new one for null. */
export function formOf(profile: ShownProfile | null): ProfileForm {
  if (!profile) return NEW;
  const { name, colour, environment, connection, storage, demandSignIn } = profile;
  return withConnection(
    { ...NEW, name, colour, environment, storage, demandSignIn, kind: connection.kind },
    connection,
  );
}

/** The fields after an import: what it says of the connection and the folder, and the rest as it was. */
export function withImport(form: ProfileForm, { connection, storage }: ImportedProfile): ProfileForm {
  return withConnection({ ...withKind(form, connection.kind), storage: storage ?? form.storage }, connection);
}

function withConnection(form: ProfileForm, connection: ShownProfile['connection']): ProfileForm {
  if (connection.kind === 'embedded') return { ...form, embeddedName: connection.name };
  const { kind: _kind, port, searchPath, ...server } = connection;
  return { ...form, server: { ...server, port: String(port), searchPath: searchPath ?? '' } };
}

/** A colour that nobody has chosen goes with the environment. */
export function withEnvironment(form: ProfileForm, environment: ProfileForm['environment']): ProfileForm {
  const untouched = form.colour === COLOURS[form.environment];
  return { ...form, environment, colour: untouched ? COLOURS[environment] : form.colour };
}

/** An embedded database is usually for itself; a server is never "embedded". */
export function withKind(form: ProfileForm, kind: ProfileForm['kind']): ProfileForm {
  if (kind === form.kind) return form;
  const environment = kind === 'embedded' ? 'embedded' : 'production';
  return { ...withEnvironment(form, environment), kind };
}

/** True once nothing that has to be said is missing. */
export function isComplete({ name, kind, embeddedName, server }: ProfileForm): boolean {
  if (name.trim() === '') return false;
  if (kind === 'embedded') return embeddedName !== '';
  const { host, port, database, user } = server;
  return [host, database, user].every((text) => text.trim() !== '') && isPort(port);
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

export function draftOf(form: ProfileForm): ProfileDraft {
  const { name, colour, environment, demandSignIn, storage } = form;
  const common = { name: name.trim(), colour, environment, demandSignIn, storage: storage?.id ?? null };
  if (form.kind === 'embedded') {
    return { ...common, connection: { kind: 'embedded', name: form.embeddedName.trim() } };
  }
  const { host, port, database, user, sslMode, searchPath, sslRootCert, sslCert, sslKey } = form.server;
  return {
    ...common,
    connection: {
      kind: 'server',
      host: host.trim(),
      port: Number(port),
      database: database.trim(),
      user: user.trim(),
      sslMode,
      searchPath: searchPath.trim() || null,
      sslRootCert: sslRootCert === 'system' ? sslRootCert : (sslRootCert?.id ?? null),
      sslCert: sslCert?.id ?? null,
      sslKey: sslKey?.id ?? null,
    },
  };
}

/** Whether the password that is kept for a profile is one for what stands in the fields. */
export function keptPasswordFits({ kind, server }: ProfileForm, profile: ShownProfile | null): boolean {
  if (profile?.connection.kind !== 'server' || kind !== 'server') return false;
  const { host, port, user } = profile.connection;
  return host === server.host.trim() && String(port) === server.port && user === server.user.trim();
}
