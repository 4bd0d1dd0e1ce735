import { describe, expect, it } from 'vitest';
import { EngineError } from '../engine/errors.ts';
import { ServerAddresses, splitUrl } from './server-address.ts';

describe('a server address', () => {
  it('shows no password, wherever it stood', () => {
    expect(splitUrl('postgresql://ann:s3cr%40t@db.example:5433/edms?sslmode=require')).toEqual({
      label: 'postgresql://ann@db.example:5433/edms?sslmode=require',
      password: 's3cr@t',
    });
    expect(splitUrl('postgres://ann@db/edms?password=hidden')).toEqual({
      label: 'postgres://ann@db/edms',
      password: 'hidden',
    });
  });

  it('gives the engine the password that was typed beside it, encoded', () => {
    const addresses = new ServerAddresses();
    const taken = addresses.take('postgresql://ann@db/edms', 'p@ss/w:rd');
    expect(taken).toMatchObject({ label: 'postgresql://ann@db/edms', hasPassword: true });
    expect(JSON.stringify(taken)).not.toContain('p@ss');
    expect(addresses.urlOf(taken.id)).toBe('postgresql://ann:p%40ss%2Fw%3Ard@db/edms');
  });

  it('keeps the password of a URL that is given again without one', () => {
    const addresses = new ServerAddresses();
    addresses.take('postgresql://ann:first@db/edms', null);
    const again = addresses.take('postgresql://ann@db/edms', null);
    expect(again.hasPassword).toBe(true);
    expect(addresses.urlOf(again.id)).toContain(':first@');
  });

  it.each([
    'ann:topsecret@db/edms',
    'mysql://ann:topsecret@db/edms',
    'postgresql://ann:topsecret@db',
    'postgresql://ann:topsecret@',
  ])('refuses %s without repeating it', (text) => {
    let caught: unknown;
    try {
      splitUrl(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(EngineError);
    if (!(caught instanceof EngineError)) return;
    expect(caught.code).toBe('TARGET_SYNTAX');
    expect(JSON.stringify(caught.plain)).not.toContain('topsecret');
  });
});
