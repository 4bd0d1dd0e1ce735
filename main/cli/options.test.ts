import { describe, expect, it } from 'vitest';
import { COMMANDS, isCommandName } from './commands.ts';
import { helpText } from './help.ts';
import { parseInvocation } from './options.ts';

const parse = (line: string, environment: NodeJS.ProcessEnv = {}) =>
  parseInvocation(line.split(' ').filter(Boolean), environment);

describe('the words after the program', () => {
  it('are not empty: an unset variable of a script is no folder and no target', () => {
    const words = (...more: readonly string[]) => ['restore', 'a.zip', '--target', 'embedded:x', ...more];
    for (const option of ['--storage', '--policy', '--home', '--side-file', '--target', '--accept'])
      expect(() => parseInvocation(words(option, ''), { EDMS_TARGET: 'embedded:other' }), option).toThrow(
        expect.objectContaining({
          code: 'USAGE',
          message: expect.stringContaining(`${option} is given without a value`),
        }),
      );
    expect(() => parseInvocation(['restore', '', '--target', 'embedded:x'], {})).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('is empty') }),
    );
    expect(parseInvocation(words('--storage', '.'), {})).toMatchObject({ storage: '.' });
  });

  it('name a command, a package, a target and how to go about it', () => {
    expect(
      parse(
        'restore a.zip --target embedded:x --storage /s --policy p.json --fill a.b.c=1=2 --fill a.b.d= --side-file f --dry-run --yes --accept writers --accept clock --no-record --identity k --identity l --passphrase-env P --json -q',
      ),
    ).toEqual({
      command: 'restore',
      package: 'a.zip',
      target: 'embedded:x',
      storage: '/s',
      policy: 'p.json',
      mode: null,
      select: [],
      removeBeyond: [],
      fills: { 'a.b.c': '1=2', 'a.b.d': '' },
      sideFile: 'f',
      identities: ['k', 'l'],
      passphraseEnv: 'P',
      dryRun: true,
      yes: true,
      accept: ['writers', 'clock'],
      noRecord: true,
      json: true,
      quiet: true,
      home: null,
    });
    expect(parse('inspect a.zip')).toEqual({
      command: 'inspect',
      package: 'a.zip',
      identities: [],
      passphraseEnv: null,
      json: false,
      quiet: false,
      home: null,
    });
  });

  it('say what the restore is for', () => {
    expect(
      parse('plan a.zip --target embedded:x --mode selected --select users.user:a --select users.role:b'),
    ).toMatchObject({ mode: 'selected', select: ['users.user:a', 'users.role:b'], removeBeyond: [] });
    expect(
      parse('restore a.zip --target embedded:x --mode mirror --remove-beyond documents.document'),
    ).toMatchObject({ mode: 'mirror', removeBeyond: ['documents.document'] });
  });

  it('may leave the target to EDMS_TARGET, over which --target wins', () => {
    const environment = { EDMS_TARGET: 'embedded:theirs' };
    expect(parse('plan a.zip', environment)).toMatchObject({ target: 'embedded:theirs' });
    expect(parse('plan a.zip --target embedded:mine', environment)).toMatchObject({
      target: 'embedded:mine',
    });
  });

  it('name an action with profiles, and what a new one is made of', () => {
    expect(parse('profiles list --home /elsewhere')).toEqual({
      command: 'profiles',
      action: 'list',
      json: false,
      quiet: false,
      home: '/elsewhere',
    });
    expect(
      parse('profiles add office --url postgresql://u@h/d --storage /s --environment test --colour teal'),
    ).toMatchObject({
      action: 'add',
      name: 'office',
      source: { kind: 'url', url: 'postgresql://u@h/d' },
      storage: '/s',
      environment: 'test',
      colour: 'teal',
      demandSignIn: false,
      passwordStdin: false,
    });
    expect(parse('profiles add x --embedded demo --demand-sign-in --password-stdin')).toMatchObject({
      source: { kind: 'embedded', name: 'demo' },
      environment: null,
      colour: null,
      demandSignIn: true,
      passwordStdin: true,
    });
    expect(parse('profiles add x --dotenv .env')).toMatchObject({
      source: { kind: 'dotenv', file: '.env' },
    });
    expect(parse('profiles remove office')).toMatchObject({ action: 'remove', name: 'office' });
    expect(parse('profiles test office')).toMatchObject({
      action: 'test',
      name: 'office',
      passwordStdin: false,
    });
  });

  it('can ask for help, about everything or about a command, and for the version', () => {
    expect(parse('')).toEqual({ command: 'help', topic: null });
    expect(parse('help restore')).toEqual({ command: 'help', topic: 'restore' });
    expect(parse('restore --help')).toEqual({ command: 'help', topic: 'restore' });
    expect(parse('--version')).toEqual({ command: 'version' });
  });

  it('have one entry for each command, from which the help is made', () => {
    const general = helpText(null);
    for (const [name, { usage, options }] of Object.entries(COMMANDS)) {
      for (const line of usage) expect(general).toContain(`edms-backup ${line}`);
      if (!isCommandName(name)) throw new Error(`${name} is no command`);
      const own = helpText(name);
      for (const option of options) expect(own).toContain(`--${option}`);
    }
  });

  it.each([
    ['explode a.zip', 'There is no command "explode".'],
    ['inspect', 'Name the package.'],
    ['inspect a.zip b.zip', 'One package at a time'],
    ['plan a.zip', 'Name the target'],
    ['init a.zip --target embedded:x', 'init takes no package.'],
    ['inspect a.zip --target embedded:x', 'inspect has no option --target.'],
    ['plan a.zip --target embedded:x --yes', 'plan has no option --yes.'],
    ['profiles', 'Say what to do with profiles'],
    ['profiles rename a', 'no action "rename"'],
    ['profiles add', 'Name the profile'],
    ['profiles add a', 'one of --url'],
    ['profiles add a --url postgresql://u@h/d --embedded b', 'one of --url'],
    ['profiles add a --embedded b --colour mauve', '--colour is one of'],
    ['profiles add a --embedded b --environment moon', '--environment is one of'],
    ['profiles add a --embedded b --target c', 'profiles has no option --target'],
    ['profiles list --url x', 'profiles list has no option --url'],
    ['profiles list all', 'words too many'],
    ['restore a.zip --frobnicate', '--frobnicate'],
    ['restore a.zip --target', '--target'],
    ['plan a.zip --target embedded:x --mode explode', 'There is no mode "explode".'],
    ['inspect a.zip --mode merge', 'inspect has no option --mode.'],
    ['plan a.zip --target embedded:x --fill label=INTERNAL', '--fill takes MODEL.FIELD=VALUE'],
  ])('are refused as wrong usage: %s', (line, message) => {
    expect(() => parse(line)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }),
    );
  });
});
