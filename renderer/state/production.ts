import type { OpenedTarget } from '../../preload/contract/bridge.ts';
import { isTypedName } from '../../preload/contract/profiles.ts';
import type { Work } from './work.ts';

/** True when what is open is a production system. */
export function isProduction({ target }: Pick<Work, 'target'>): boolean {
  return target?.profile?.environment === 'production';
}

/** True once the name of the open production system has been typed; the main process asks the same. */
export function isNameTyped({ target, typedName }: Pick<Work, 'target' | 'typedName'>): boolean {
  const profile = target?.profile ?? null;
  return profile?.environment !== 'production' || isTypedName(typedName, profile.name);
}

/** A target as a person knows it: by its profile's name, where it has one, and by its address. */
export function nameOfTarget({ profile, summary }: OpenedTarget): string {
  return profile ? `${profile.name} (${summary.label})` : summary.label;
}
