import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeBundleOptions } from '../../scripts/build.mjs';
import { splitCommonJs } from '../../scripts/lib/split-commonjs.mjs';
import { ProfileStore } from '../settings/profile-store.ts';
import { commandFacts } from './command-facts.ts';
import { completionText } from './completion.ts';
import { NAMED } from './completion-entry.ts';
import { manPage } from './man-page.ts';

const has = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

let folder: string;
/** In the project, where the bundle finds the packages that are no part of it. */
let bundled: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-completion-'));
  mkdirSync(path.resolve('.cache'), { recursive: true });
  bundled = mkdtempSync(path.resolve('.cache', 'completion-'));
  mkdirSync(path.join(folder, 'bin'));
  mkdirSync(path.join(folder, 'here'));
  for (const name of ['package one.zip', 'package-2.zip']) writeFileSync(path.join(folder, 'here', name), '');
  mkdirSync(path.join(folder, 'here', 'store'));
  // The program itself, bundled as the build does it: a start from the sources takes seconds.
  const program = path.join(folder, 'bin', 'edms-backup');
  const bundle = path.join(bundled, 'index.js');
  const entryPoints = { index: 'main/cli/index.ts' };
  await build(splitCommonJs({ ...nodeBundleOptions(), entryPoints, outdir: bundled }));
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${bundle}" "$@"\n`);
  chmodSync(program, 0o755);
  for (const shell of ['bash', 'zsh', 'fish'] as const)
    writeFileSync(
      path.join(folder, `completion.${shell}`),
      completionText({ command: 'completion', what: shell }),
    );
  mkdirSync(path.join(folder, 'home', 'targets', 'demo', 'data'), { recursive: true });
  mkdirSync(path.join(folder, 'home', 'targets', 'never-made'));
  const store = new ProfileStore(path.join(folder, 'home'));
  for (const name of ['Head office', 'trial']) {
    const connection = { kind: 'embedded', name: 'demo' } as const;
    const rest = { colour: 'grey', environment: 'embedded', storageRoot: null, demandSignIn: false } as const;
    store.add({ name, connection, ...rest });
  }
}, 60_000);

afterAll(() => {
  for (const each of [folder, bundled]) rmSync(each, { recursive: true, force: true });
});

function run(program: string, ...words: readonly string[]): string {
  const { PATH = '' } = process.env;
  const env = {
    ...process.env,
    EDMS_BACKUP_HOME: path.join(folder, 'home'),
    PATH: `${path.join(folder, 'bin')}${path.delimiter}${PATH}`,
  };
  return execFileSync(program, words, { encoding: 'utf8', env, cwd: path.join(folder, 'here') });
}

/** What bash offers for these words, the last of which is being typed; split as bash does it. */
function inBash(...typed: readonly string[]): readonly string[] {
  const words = typed.flatMap((word) => word.split(/([:=])/).filter((part, i) => part !== '' || i === 0));
  const script = `source "$1"; shift
    complete -p edms-backup >/dev/null || exit 9
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _edms_backup; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = run(
    'bash',
    '-c',
    script,
    'bash',
    path.join(folder, 'completion.bash'),
    'edms-backup',
    ...words,
  );
  return out.split('\n').filter((line) => line !== '');
}

describe.skipIf(!has('bash'))('completion in bash', () => {
  it('offers commands, and the words of a command', () => {
    expect(inBash('re')).toEqual(['restore', 'recover']);
    expect(inBash('profiles', 're')).toEqual(['remove']);
    expect(inBash('jobs', '')).toEqual(['show']);
    expect(inBash('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(inBash('help', 'in')).toEqual(['inspect', 'init']);
    expect(inBash('')).toEqual([...commandFacts().map(({ name }) => name), 'help']);
  });

  it('offers the options of a command and no others', () => {
    for (const { name, options } of commandFacts())
      expect(inBash(name, '--')).toEqual(options.map((option) => `--${option.name}`));
    expect(inBash('restore', 'a.zip', '--mode', 'merge', '--dr')).toEqual(['--dry-run']);
    expect(inBash('inspect', '--tar')).toEqual([]);
  });

  it('offers values: modes, profiles, embedded databases, files and folders', () => {
    expect(inBash('plan', '--mode', 'm')).toEqual(['merge', 'mirror']);
    expect(inBash('plan', '--mode=m')).toEqual(['merge', 'mirror']);
    expect(inBash('plan', '--target', '')).toEqual(['Head\\ office', 'trial', 'embedded:demo']);
    expect(inBash('plan', '--target', 'Head')).toEqual(['Head\\ office']);
    expect(inBash('plan', '--target', 'embedded:d')).toEqual(['demo']);
    expect(inBash('plan', '--target=tr')).toEqual(['trial']);
    expect(inBash('profiles', 'test', 't')).toEqual(['trial']);
    expect(inBash('profiles', 'add', 't')).toEqual([]);
    expect(inBash('login', 't')).toEqual(['trial']);
    expect(inBash('profiles', 'add', 'x', '--embedded', '')).toEqual(['demo']);
    expect([...inBash('inspect', 'pack')].sort()).toEqual(['package one.zip', 'package-2.zip']);
    expect(inBash('plan', 'a.zip', '--storage', '')).toEqual(['store']);
    expect(inBash('plan', '--search', '')).toEqual([]);
  });
});

describe('names', () => {
  it('are printed one a line, for each list that the scripts ask for', () => {
    const program = path.join(folder, 'bin', 'edms-backup');
    expect(NAMED.map((what) => run(program, 'completion', what))).toEqual([
      'Head office\ntrial\nembedded:demo\n',
      'Head office\ntrial\n',
      'demo\n',
    ]);
  });
});

describe.skipIf(!has('zsh'))('completion in zsh', () => {
  it('is a script that zsh understands', () => {
    run('zsh', '-n', path.join(folder, 'completion.zsh'));
    const loaded = `autoload -Uz compinit; compinit -D -u; source "$1"; print $_comps[edms-backup]`;
    expect(run('zsh', '-f', '-c', loaded, 'zsh', path.join(folder, 'completion.zsh'))).toBe('_edms_backup\n');
  });
});

describe.skipIf(!has('fish'))('completion in fish', () => {
  const inFish = (line: string) =>
    run(
      'fish',
      '--no-config',
      '-c',
      `source $argv[1]; complete -C $argv[2]`,
      path.join(folder, 'completion.fish'),
      line,
    )
      .split('\n')
      .filter((word) => word !== '')
      .map((word) => word.split('\t')[0]);

  it('offers commands, options and values', () => {
    expect(inFish('edms-backup rest')).toEqual(['restore']);
    expect(inFish('edms-backup restore --dry')).toEqual(['--dry-run']);
    expect(inFish('edms-backup plan --mode mir')).toEqual(['mirror']);
    expect(inFish('edms-backup plan --target tri')).toEqual(['trial']);
    expect(inFish('edms-backup profiles test tri')).toEqual(['trial']);
    expect(inFish('edms-backup inspect package-')).toEqual(['package-2.zip']);
  });
});

describe('the manual page', () => {
  const page = manPage('1.2.3');

  it('tells every command and option', () => {
    for (const { name, options } of commandFacts()) {
      expect(page).toContain(`.SS ${name}`);
      for (const option of options) expect(page).toContain(`\\-\\-${option.name.replaceAll('-', '\\-')}`);
    }
  });

  it.skipIf(!has('groff'))('is roff without warnings', () => {
    const made = spawnSync('groff', ['-ww', '-man', '-Tutf8', '-z'], { input: page, encoding: 'utf8' });
    expect([made.status, made.stderr]).toEqual([0, '']);
  });

  it.skipIf(!has('man'))('can be read with man', () => {
    const file = path.join(folder, 'edms-backup.1');
    writeFileSync(file, page);
    const read = spawnSync('man', ['--warnings', '-P', 'cat', '-l', file], {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '100', LC_ALL: 'C.UTF-8' },
    });
    expect([read.status, read.stderr]).toEqual([0, '']);
    expect(read.stdout).toContain('EXIT STATUS');
  });
});
