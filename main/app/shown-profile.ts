import type { ProfileDraft as EnteredProfile, ShownProfile } from '../../preload/contract/bridge.ts';
import type { Profile, ProfileDraft, ServerConnection } from '../settings/profile.ts';
import type { ChosenKind, ChosenPaths } from './chosen.ts';

type ShownConnection = ShownProfile['connection'];
type ShownPath = ShownProfile['storage'];

/** A connection as the window shows it: its files have ids. */
export function shownConnection(connection: Profile['connection'], chosen: ChosenPaths): ShownConnection {
  if (connection.kind === 'embedded') return connection;
  const { sslRootCert, sslCert, sslKey, ...server } = connection;
  return {
    ...server,
    sslRootCert: sslRootCert === SYSTEM ? SYSTEM : chosenOrNull('certificate', sslRootCert, chosen),
    sslCert: chosenOrNull('certificate', sslCert, chosen),
    sslKey: chosenOrNull('certificate', sslKey, chosen),
  };
}

/** What the window has entered, with the paths that its ids stand for. Throws `USAGE` for an id nobody was given. */
export function draftOf(entered: EnteredProfile, chosen: ChosenPaths): ProfileDraft {
  const { connection, storage, ...rest } = entered;
  const storageRoot = storage === null ? null : chosen.pathOf('storage', storage);
  if (connection.kind === 'embedded') return { ...rest, connection, storageRoot };
  const file = (id: string | null) => (id === null ? null : chosen.pathOf('certificate', id));
  const server: ServerConnection = {
    ...connection,
    sslRootCert: connection.sslRootCert === SYSTEM ? SYSTEM : file(connection.sslRootCert),
    sslCert: file(connection.sslCert),
    sslKey: file(connection.sslKey),
  };
  return { ...rest, connection: server, storageRoot };
}

export function chosenOrNull(kind: ChosenKind, path: string | null, chosen: ChosenPaths): ShownPath {
  return path === null ? null : { id: chosen.take(kind, path), path };
}

/** The root certificates of the system, which are no file. */
const SYSTEM = 'system';
