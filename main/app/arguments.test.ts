import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../cli/commands.ts';
import { commandOf, packageOf } from './arguments.ts';

describe('the arguments of the program', () => {
  it('name a command behind the switches of Chromium and the folder of the application', () => {
    const argv = ['/opt/electron', '--no-sandbox', '/srv/console', 'inspect', 'a.tar.gz', '--json'];
    expect(commandOf(argv, '/srv/console')).toEqual(['inspect', 'a.tar.gz', '--json']);
    expect(commandOf(['/opt/edms-backup', 'restore', 'a.zip', '--yes'], '/opt/app')).toEqual([
      'restore',
      'a.zip',
      '--yes',
    ]);
    expect(commandOf(['/opt/edms-backup', '--help'], '/opt/app')).toEqual(['--help']);
  });

  it.each(Object.keys(COMMANDS))('name every command that there is: %s', (name) => {
    expect(commandOf(['/opt/edms-backup', name], '/opt/app')).toEqual([name]);
  });

  it('open a window otherwise, with the package that they name', () => {
    expect(commandOf(['/opt/edms-backup'], '/opt/app')).toBeNull();
    expect(commandOf(['/opt/edms-backup', 'plan.zip'], '/opt/app')).toBeNull();
    expect(packageOf(['/opt/edms-backup', 'plan.zip'], '/opt/app', '/home/ann')).toBe('/home/ann/plan.zip');
    expect(packageOf(['/opt/edms-backup', '--no-sandbox'], '/opt/app', '/home/ann')).toBeNull();
  });
});
