import { createHash } from 'node:crypto';
import type { ShownProfile } from '../../preload/contract/bridge.ts';
import type { StepLevel } from '../engine/database/connection-test.ts';
import type { Profile } from '../settings/profile.ts';

interface KeptTest {
  readonly level: StepLevel;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A digest of the password that was used: another password makes the test one of something else. */
  readonly password: string;
}

/**
 * How the connections that were tested in this run came out. A test belongs to what was tested, not to a profile: a
 * profile that is changed afterwards counts as not tested, one that is saved after a test as tested.
 */
export class ProfileTests {
  readonly #kept = new Map<string, KeptTest>();

  note(profile: Profile, password: string | null, level: StepLevel, now = new Date()): void {
    this.#kept.set(keyOf(profile), { level, at: now.toISOString(), password: digest(password) });
  }

  of(profile: Profile): ShownProfile['tested'] {
    const kept = this.#kept.get(keyOf(profile));
    return kept ? { level: kept.level, at: kept.at } : null;
  }

  /** The profile has a new password from now on. */
  settle(profile: Profile, password: string | null): void {
    if (this.#kept.get(keyOf(profile))?.password !== digest(password)) this.#kept.delete(keyOf(profile));
  }
}

function keyOf({ connection, storageRoot }: Profile): string {
  return JSON.stringify([connection, storageRoot]);
}

function digest(password: string | null): string {
  return createHash('sha256').update(JSON.stringify(password)).digest('hex');
}
