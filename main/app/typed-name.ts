import type { OpenProfile } from '../../preload/contract/bridge.ts';
import { isTypedName } from '../../preload/contract/profiles.ts';
import { EngineError } from '../engine/errors.ts';

/** Throws `PRODUCTION_NOT_CONFIRMED` unless `typed` is the name of `profile`, when that is a production system. */
export function mustBeTyped(profile: OpenProfile | null, typed: string | null): void {
  if (profile?.environment !== 'production' || isTypedName(typed, profile.name)) return;
  throw new EngineError({
    code: 'PRODUCTION_NOT_CONFIRMED',
    message: `${profile.name} is a production system, and its name was not typed as it is.`,
    consequence: 'Nothing was changed.',
    advice: `Type ${profile.name} to confirm that it is the one that is meant.`,
  });
}
