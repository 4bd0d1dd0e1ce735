import { describe, expect, it } from 'vitest';
import { parseInvocation } from './options.ts';

const parse = (line: string, environment: NodeJS.ProcessEnv = {}) =>
  parseInvocation(line.split(' ').filter(Boolean), environment);

describe('the words after the program', () => {
  it('name a command, a package, a target and how to go about it', () => {
    expect(
      parse(
        'restore a.zip --target embedded:x --storage /s --policy p.json --fill a.b.c=1=2 --fill a.b.d= --side-file f --dry-run --yes --json -q',
      ),
    ).toEqual({
      command: 'restore',
      package: 'a.zip',
      target: 'embedded:x',
      storage: '/s',
      policy: 'p.json',
      fills: { 'a.b.c': '1=2', 'a.b.d': '' },
      sideFile: 'f',
      dryRun: true,
      yes: true,
      json: true,
      quiet: true,
    });
    expect(parse('inspect a.zip')).toEqual({
      command: 'inspect',
      package: 'a.zip',
      json: false,
      quiet: false,
    });
  });

  it('may leave the target to EDMS_TARGET, over which --target wins', () => {
    const environment = { EDMS_TARGET: 'embedded:theirs' };
    expect(parse('plan a.zip', environment)).toMatchObject({ target: 'embedded:theirs' });
    expect(parse('plan a.zip --target embedded:mine', environment)).toMatchObject({
      target: 'embedded:mine',
    });
  });

  it('can ask for help, about everything or about a command, and for the version', () => {
    expect(parse('')).toEqual({ command: 'help', topic: null });
    expect(parse('help restore')).toEqual({ command: 'help', topic: 'restore' });
    expect(parse('restore --help')).toEqual({ command: 'help', topic: 'restore' });
    expect(parse('--version')).toEqual({ command: 'version' });
  });

  it.each([
    ['explode a.zip', 'There is no command "explode".'],
    ['inspect', 'Name the package.'],
    ['inspect a.zip b.zip', 'One package at a time'],
    ['plan a.zip', 'Name the target'],
    ['init a.zip --target embedded:x', 'init takes no package.'],
    ['inspect a.zip --target embedded:x', 'inspect has no option --target.'],
    ['plan a.zip --target embedded:x --yes', 'plan has no option --yes.'],
    ['restore a.zip --frobnicate', '--frobnicate'],
    ['restore a.zip --target', '--target'],
    ['plan a.zip --target embedded:x --fill label=INTERNAL', '--fill takes MODEL.FIELD=VALUE'],
  ])('are refused as wrong usage: %s', (line, message) => {
    expect(() => parse(line)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }),
    );
  });
});
