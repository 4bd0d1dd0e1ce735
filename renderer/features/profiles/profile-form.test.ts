import { describe, expect, it } from 'vitest';
import type { ShownProfile } from '../../../preload/contract/bridge.ts';
import {
  draftOf,
  formOf,
  isComplete,
  keptPasswordFits,
  withEnvironment,
  withImport,
  withKind,
} from './profile-form.ts';

const PROFILE: ShownProfile = {
  id: 'profile-0123456789abcdef',
  name: 'Head office',
  colour: 'red',
  environment: 'production',
  connection: {
    kind: 'server',
    host: 'db.example',
    port: 5433,
    database: 'edms',
    user: 'edms',
    sslMode: 'verify-full',
    sslRootCert: { id: 'certificate-0123456789abcdef', path: '/etc/ca.pem' },
    sslCert: null,
    sslKey: null,
    searchPath: null,
  },
  label: 'postgresql://edms@db.example:5433/edms',
  storage: { id: 'storage-0123456789abcdef', path: '/srv/edms' },
  demandSignIn: true,
  hasSecret: true,
  tested: null,
};

describe('the fields of a profile', () => {
  it('give back what the profile was, with ids for paths', () => {
    const { id: _id, label: _label, hasSecret: _secret, tested: _tested, connection, ...rest } = PROFILE;
    expect(draftOf(formOf(PROFILE))).toEqual({
      ...rest,
      storage: 'storage-0123456789abcdef',
      connection: { ...connection, sslRootCert: 'certificate-0123456789abcdef' },
    });
  });

  it('are complete once nothing is missing', () => {
    const form = formOf(PROFILE);
    expect(isComplete(form)).toBe(true);
    expect(isComplete(formOf(null))).toBe(false);
    for (const server of [{ host: ' ' }, { port: '0' }, { port: '99999' }, { port: 'x' }, { user: '' }]) {
      expect(isComplete({ ...form, server: { ...form.server, ...server } })).toBe(false);
    }
  });

  it('know whether the password that is kept is one for this server', () => {
    const form = formOf(PROFILE);
    const other = (server: object) => ({ ...form, server: { ...form.server, ...server } });
    expect(keptPasswordFits(other({ database: 'edms2' }), PROFILE)).toBe(true);
    for (const server of [{ host: 'x' }, { port: '5432' }, { user: 'x' }]) {
      expect(keptPasswordFits(other(server), PROFILE)).toBe(false);
    }
    expect(keptPasswordFits(form, null)).toBe(false);
  });

  it('take a colour with the environment until one is chosen, and call no server embedded', () => {
    const form = formOf(null);
    expect(withEnvironment(form, 'test')).toMatchObject({ environment: 'test', colour: 'blue' });
    expect(withEnvironment({ ...form, colour: 'pink' }, 'test').colour).toBe('pink');
    const embedded = withKind(form, 'embedded');
    expect(embedded).toMatchObject({ environment: 'embedded', colour: 'grey' });
    expect(withKind(embedded, 'server').environment).toBe('production');
  });

  it('keep their name and folder over an import that says nothing of them', () => {
    const imported = { connection: PROFILE.connection, storage: null, password: null, notes: [] };
    const folder = { id: 'storage-1123456789abcdef', path: '/here' };
    expect(withImport({ ...formOf(null), name: 'New', storage: folder }, imported)).toMatchObject({
      name: 'New',
      storage: folder,
      server: { host: 'db.example', port: '5433' },
    });
  });
});
