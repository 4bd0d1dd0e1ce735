import { beforeEach, describe, expect, it } from 'vitest';
import type { Profile } from '../settings/profile.ts';
import type { Secrets } from '../settings/secrets.ts';
import { KeptSessions } from './kept-sessions.ts';

const admin = { id: 7, username: 'admin', name: '', role: 'write' } as const;
const profile: Profile = {
  ...{ id: 'profile-0000000000000001', name: 'Head office', colour: 'red', environment: 'production' },
  ...{ connection: { kind: 'embedded', name: 'x' }, storageRoot: null, demandSignIn: true },
};
const other = { ...profile, id: 'profile-0000000000000002' };

/** A keychain's entries, without the system's one. */
function entries(): Secrets & { readonly byId: Map<string, string> } {
  const byId = new Map<string, string>();
  return {
    byId,
    where: { kind: 'keychain' },
    get: async (id) => byId.get(id) ?? null,
    set: async (id, secret) => void byId.set(id, secret),
    delete: async (id) => void byId.delete(id),
  };
}

describe('a sign-in of the command line', () => {
  let now = 0;
  let secrets: ReturnType<typeof entries>;
  let sessions: KeptSessions;
  beforeEach(() => {
    now = Date.UTC(2026, 10, 25);
    secrets = entries();
    sessions = new KeptSessions(secrets, () => now);
  });

  it('is known to its own profile for a quarter of an hour since its last use', async () => {
    expect(await sessions.accountOf(profile)).toBeNull();
    await sessions.keep(profile, admin);
    expect(await sessions.accountOf(profile)).toEqual({ id: 7, username: 'admin' });
    expect(await sessions.accountOf(other)).toBeNull();
    const moved: Profile = { ...profile, connection: { kind: 'embedded', name: 'y' } };
    expect(await sessions.accountOf(moved)).toBeNull();
    now += 14 * 60_000;
    await sessions.keep(profile, admin);
    now += 14 * 60_000;
    expect(await sessions.accountOf(profile)).toEqual({ id: 7, username: 'admin' });
    now += 2 * 60_000;
    expect(await sessions.accountOf(profile)).toBeNull();
  });

  it('ends when the person says so', async () => {
    await sessions.keep(profile, admin);
    await sessions.end(profile);
    expect(await sessions.accountOf(profile)).toBeNull();
    expect(secrets.byId.size).toBe(0);
  });

  it('is none when its entry is another profile’s, or broken', async () => {
    await sessions.keep(profile, admin);
    const [kept = ''] = secrets.byId.values();
    secrets.byId.set(`sign-in-${other.id}`, kept);
    expect(await sessions.accountOf(other)).toBeNull();
    for (const broken of ['', '{}', 'x', JSON.stringify({ ...JSON.parse(kept), key: 'another' })]) {
      secrets.byId.set(`sign-in-${profile.id}`, broken);
      expect(await sessions.accountOf(profile)).toBeNull();
    }
  });
});
