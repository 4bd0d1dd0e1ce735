import { createHash } from 'node:crypto';
import type { ServerAddress } from '../../preload/contract/bridge.ts';
import { EngineError } from '../engine/errors.ts';

/** A URL taken apart: what may be shown, and what may not. */
export interface SplitUrl {
  readonly label: string;
  readonly password: string | null;
}

const SYNTAX = {
  code: 'TARGET_SYNTAX',
  consequence: 'Nothing was contacted and nothing was changed.',
  advice: 'Write it as postgresql://user@host:5432/database; the password has a field of its own.',
} as const;

/**
 * Takes the password out of a PostgreSQL URL, be it in front of the host or among the parameters. Throws
 * `TARGET_SYNTAX`; the error never repeats what was typed.
 */
export function splitUrl(text: string): SplitUrl {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new EngineError({ ...SYNTAX, message: 'This is not the URL of a PostgreSQL database.' });
  }
  if (url.protocol !== 'postgresql:' && url.protocol !== 'postgres:') {
    throw new EngineError({ ...SYNTAX, message: 'The URL does not start with postgresql://.' });
  }
  if (!url.hostname && !url.searchParams.has('host')) {
    throw new EngineError({ ...SYNTAX, message: 'The URL names no host.' });
  }
  if (url.pathname.length < 2) {
    throw new EngineError({ ...SYNTAX, message: 'The URL names no database.' });
  }
  const password = url.password ? decoded(url.password) : url.searchParams.get('password');
  url.password = '';
  url.searchParams.delete('password');
  return { label: url.toString(), password: password || null };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The URL as the engine needs it. */
export function joinUrl(label: string, password: string | null): string {
  if (!password) return label;
  const url = new URL(label);
  url.password = encodeURIComponent(password);
  return url.toString();
}

/** An id of the form `server-0123456789abcdef`, the same for the same text in every run. */
export function idFor(kind: string, text: string): string {
  return `${kind}-${createHash('sha256').update(`${kind}\0${text}`).digest('hex').slice(0, 16)}`;
}

/**
 * The server addresses of this run with their passwords, which are kept nowhere else and end with it. The
 * window knows an address by its id and label.
 */
export class ServerAddresses {
  readonly #byId = new Map<string, SplitUrl>();

  /** `password` wins over one in the URL; without either, the one given before for the same URL is kept. */
  take(url: string, password: string | null): ServerAddress {
    const split = splitUrl(url);
    const id = idFor('server', split.label);
    const kept = password || split.password || this.#byId.get(id)?.password || null;
    this.#byId.set(id, { label: split.label, password: kept });
    return { id, label: split.label, hasPassword: kept !== null };
  }

  labelOf(id: string): string {
    return this.#get(id).label;
  }

  urlOf(id: string): string {
    const { label, password } = this.#get(id);
    return joinUrl(label, password);
  }

  #get(id: string): SplitUrl {
    const known = this.#byId.get(id);
    if (!known) throw new EngineError({ ...SYNTAX, message: 'This address is not known any more.' });
    return known;
  }
}
