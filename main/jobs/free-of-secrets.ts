import { withoutSecrets } from '../engine/errors.ts';

const SECRET_NAME = /password|passwd|pwd|secret|token/i;

/**
 * A copy of plain data in which no text holds a password of a URL or a `password=…`, and no property that is
 * called like a secret holds a text. What comes here is free of secrets already: this is for the day when
 * something is not.
 */
export function freeOfSecrets(value: unknown): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (Array.isArray(value)) return value.map(freeOfSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      withoutSecrets(name),
      typeof inner === 'string' && SECRET_NAME.test(name) ? '***' : freeOfSecrets(inner),
    ]),
  );
}
