import { parseTargetAddress } from '../engine/database/address.ts';
import { isLockedByOther } from '../engine/database/embedded-lock.ts';
import { embeddedTargetFolder } from '../engine/home.ts';
import { ProfileStore } from './profile-store.ts';

/** Whether a target is an embedded one, by itself or by its profile, that another process has open. */
export async function isTakenTarget(target: string): Promise<boolean> {
  const name = embeddedNameOf(target);
  return name !== null && isLockedByOther(embeddedTargetFolder(name));
}

/** The embedded database that a target is, by itself or by its profile; null for a server. */
export function embeddedNameOf(target: string): string | null {
  const profile = new ProfileStore().get(target.replace(/^profile:/, ''));
  if (profile !== null && !target.startsWith('embedded:'))
    return profile.connection.kind === 'embedded' ? profile.connection.name : null;
  if (!/^embedded:/i.test(target)) return null;
  const address = parseTargetAddress(target);
  return address.kind === 'embedded' ? address.name : null;
}
