import { randomBytes, randomUUID } from 'node:crypto';
import type { Fills } from '../adapt/fills.ts';
import type { BoundColumn, BoundModel } from './binding.ts';
import { encodeValue } from './encode-value.ts';
import { type PlanContext, takeKey } from './plan-context.ts';

/** The model whose missing records may be made up, when the person chose so. */
export const USER = 'users.user';

/**
 * The primary key of a user that records refer to and that neither package nor target has, or null when the
 * policy does not create such users. The name is remembered either way: the plan lists it.
 */
export function inventUser(username: string, context: PlanContext): string | number | null {
  context.missingUsers.add(username);
  if (context.policy.missingUsers !== 'create-inactive') return null;
  const present = context.inventedUsers.get(username);
  if (present !== undefined) return present;
  const bound = context.bound.get(USER);
  const name = bound?.columns.get('username');
  if (!bound || !name || username === '' || !encodeValue(username, name).ok) return null;
  if (lacksValue(bound, context.adapt.fills)) return null;
  const { model } = bound;
  const key = takeKey(context, model);
  context.inventedUsers.set(username, key);
  return key;
}

/** Whether the target requires something of a user that nobody knows. */
function lacksValue(bound: BoundModel, fills: Fills): boolean {
  return [...bound.columns.values()].some(
    (column) => column.field.unmapped && fills.absent(bound, column)?.value === null,
  );
}

/** The columns of a row for such a user: those of the map, and what the target requires beyond it. */
export function inventedUserColumns(bound: BoundModel, fills: Fills): readonly BoundColumn[] {
  return [...bound.columns.values()].filter(
    (column) => !column.field.unmapped || fills.absent(bound, column)?.value?.cell,
  );
}

/**
 * A row for such a user in the form of `statements.ts`: inactive, without any right, and with a password that
 * Django calls unusable (`!` and random characters, as `make_password(None)` writes it).
 */
export function inventedUserRow(
  username: string,
  key: string | number,
  bound: BoundModel,
  fills: Fills,
  now: string,
): string {
  const given: { readonly [field: string]: string | boolean } = {
    username,
    password: `!${randomBytes(30).toString('base64url')}`,
    uuid: randomUUID(),
    is_active: false,
  };
  const cells = inventedUserColumns(bound, fills).map((column, i) => {
    const filled = column.field.unmapped ? fills.absent(bound, column)?.value?.cell?.() : undefined;
    const value = given[column.field.name] ?? emptyValue(column.live.type, column.live.notNull, now);
    return `"c${i}":${filled ?? JSON.stringify(value)}`;
  });
  return `{"n":0,"k":${key},${cells.join(',')}}`;
}

function emptyValue(type: string, notNull: boolean, now: string): unknown {
  if (!notNull) return null;
  if (type === 'boolean') return false;
  if (type.startsWith('timestamp')) return now;
  if (type.startsWith('json')) return {};
  return /int|numeric|double/.test(type) ? 0 : '';
}
