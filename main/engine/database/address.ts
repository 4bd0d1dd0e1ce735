import { EngineError, withoutSecrets } from '../errors.ts';
import { parseServerUrl } from './server-url.ts';
import type { TargetAddress } from './target.ts';

/**
 * Reads a target's address: `embedded:NAME` (1 to 64 letters, digits, `.`, `_`, `-`, not only dots) or a
 * `postgresql://` (`postgres://`) URL. Throws `TARGET_SYNTAX`; its message never repeats a password.
 */
export function parseTargetAddress(text: string): TargetAddress {
  const trimmed = text.trim();
  if (trimmed.startsWith('embedded:')) {
    const name = trimmed.slice('embedded:'.length);
    checkEmbeddedName(name);
    return { kind: 'embedded', name };
  }
  if (/^postgres(ql)?:\/\//i.test(trimmed)) {
    parseServerUrl(trimmed);
    return { kind: 'server', url: trimmed };
  }
  throw syntaxError(
    `This is no target: ${withoutSecrets(trimmed).slice(0, 80) || '(nothing)'}`,
    'Write embedded:NAME, or postgresql://user@host:5432/database.',
  );
}

/** Names become folders: nothing in them may lead out of the folder of the targets. */
export function checkEmbeddedName(name: string): void {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(name) && !/^\.+$/.test(name)) return;
  throw syntaxError(
    `An embedded database cannot be called "${name.slice(0, 80)}".`,
    'Use 1 to 64 letters, digits, dots, dashes and underscores: embedded:demo.',
  );
}

/** What the window and the log show of an address: no password. */
export function labelOf(address: TargetAddress): string {
  return address.kind === 'embedded' ? `embedded:${address.name}` : parseServerUrl(address.url).label;
}

export function syntaxError(message: string, advice: string): EngineError {
  return new EngineError({
    code: 'TARGET_SYNTAX',
    message,
    consequence: 'Nothing was read or changed.',
    advice,
  });
}
