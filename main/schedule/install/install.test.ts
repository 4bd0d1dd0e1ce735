import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, uninstall } from './install.ts';
import { type Call, type Installation, installationFor, ownCall, type Place } from './installation.ts';
import { argument } from './windows-task.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-install-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (system: boolean): Place => ({
  system,
  userHome: path.join(folder, 'user'),
  configHome: null,
  consoleHome: path.join(folder, 'home'),
  uid: 1000,
  userName: 'DOMAIN\\Ops & "Co"',
});
const AWKWARD = `a "b" & <c> 100% $HOME \\ 'd' é`;
const call = (): Call => ({
  command: [
    path.join(folder, 'a <b> & 100% $HOME ; é'),
    'schedule',
    'run',
    '--due',
    '--home',
    `/x/${AWKWARD}`,
  ],
  environment: { ELECTRON_RUN_AS_NODE: '1' },
});
const made = (platform: NodeJS.Platform, system: boolean, what = call()): Installation => {
  const installation = installationFor(platform, what, place(system));
  if (installation === null) throw new Error(`no installation for ${platform}`);
  return installation;
};

const hasSystemd = (() => {
  try {
    execFileSync('systemd-analyze', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('a timer of systemd', () => {
  it.skipIf(!hasSystemd)('is one that systemd takes, and that calls the very words', () => {
    const { command } = call();
    mkdirSync(path.dirname(command[0] ?? ''), { recursive: true });
    writeFileSync(command[0] ?? '', '#!/bin/sh\n', { mode: 0o755 });
    for (const system of [false, true]) {
      const { files } = made('linux', system);
      const written = files.map((file) => {
        const to = path.join(folder, path.basename(file.path));
        writeFileSync(to, file.text);
        return to;
      });
      const { status, stderr } = spawnSync(
        'systemd-analyze',
        ['verify', ...(system ? [] : ['--user']), ...written],
        {
          encoding: 'utf8',
          env: { ...process.env, SYSTEMD_LOG_LEVEL: 'warning', XDG_RUNTIME_DIR: folder },
        },
      );
      // What it finds wrong with other units of this machine is not told here.
      const own = stderr.split('\n').filter((line) => line.includes('edms-backup-schedule'));
      expect([own, status === 0 || own.length === 0]).toEqual([[], true]);
    }
  });

  it('catches up after the machine was off, and works for the machine as who owns the schedules', () => {
    const [service, timer] = made('linux', true).files;
    expect(service?.path).toBe('/etc/systemd/system/edms-backup-schedule.service');
    expect(service?.text).toMatch(/^User=1000$/m);
    expect(service?.text).toContain(String.raw`--home" "/x/a \"b\" & <c> 100%% $$HOME \\ 'd' é"`);
    // The program is no place for a variable: there one dollar is one.
    expect(service?.text).toMatch(/^ExecStart="[^"]*100%% \$HOME ; é" "schedule"/m);
    expect(timer?.text).toMatch(/^Persistent=true$/m);
    expect(made('linux', false).files[0]?.path).toContain(path.join('user', '.config', 'systemd', 'user'));
    expect(made('linux', false).files[0]?.text).not.toContain('User=');
    for (const command of [['/a', 'b\nExecStop=/b'], ['/a"b']])
      expect(() => made('linux', false, { command, environment: {} })).toThrow(
        expect.objectContaining({ code: 'SCHEDULE_NOT_INSTALLED' }),
      );
  });
});

/** The texts between the tags of one name, read as XML is. */
function texts(xml: string, tag: string): readonly string[] {
  const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) =>
    text.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? `&${name};`),
  );
}

/** Whether every tag that is opened is closed, in its order. */
function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  for (const [, slash = '', name = '', own = ''] of xml
    .replace(/<\?[^>]*\?>|<![^>]*>/g, '')
    .matchAll(/<(\/?)([\w]+)[^>]*?(\/?)>/g)) {
    if (own !== '') continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0 && !/&(?!(amp|lt|gt|quot);)/.test(xml);
}

describe('a job of launchd', () => {
  it('is a property list with the very words', () => {
    for (const system of [false, true]) {
      const [file] = made('darwin', system).files;
      const text = file?.text ?? '';
      expect(isWellFormed(text)).toBe(true);
      const strings = texts(text, 'string');
      expect(strings.slice(1, 1 + call().command.length)).toEqual(call().command);
      expect(strings.includes('DOMAIN\\Ops & "Co"')).toBe(system);
      expect(texts(text, 'integer')).toEqual(['300']);
    }
    expect(made('darwin', true).files[0]?.path).toMatch(/^\/Library\/LaunchDaemons\//);
    expect(made('darwin', false).begin).toEqual([['launchctl', 'bootstrap', 'gui/1000', expect.any(String)]]);
  });
});

describe('a path that cannot be written', () => {
  it('is refused, and not called as another one', () => {
    const command = ['/Applications/EDMS', '--home', '/x/a\nb'];
    for (const platform of ['linux', 'darwin', 'win32'] as const)
      expect(() => made(platform, false, { command, environment: {} })).toThrow(
        expect.objectContaining({ code: 'SCHEDULE_NOT_INSTALLED' }),
      );
    // A task has no environment: what needs one says so in words.
    expect(() => made('win32', false)).toThrow(expect.objectContaining({ code: 'SCHEDULE_NOT_INSTALLED' }));
  });
});

describe('a task of Windows', () => {
  const packaged: Call = {
    command: ['C:\\Program Files\\EDMS & Co\\EDMS.exe', 'schedule', '--home', 'D:\\a b\\', 'say "x\\"', ''],
    environment: {},
  };

  it('is XML in the order of its schema, with the words as Windows reads them', () => {
    for (const system of [false, true]) {
      const [file] = made('win32', system, packaged).files;
      const text = file?.text ?? '';
      expect(isWellFormed(text)).toBe(true);
      expect(text.startsWith('<?xml version="1.0" encoding="UTF-16"?>')).toBe(true);
      expect(file?.encoding).toBe('utf16le');
      const parts = ['<RegistrationInfo>', '<Triggers>', '<Principals>', '<Settings>', '<Actions'];
      const places = parts.map((part) => text.indexOf(part));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(texts(text, 'Command')).toEqual([packaged.command[0]]);
      expect(texts(text, 'StartWhenAvailable')).toEqual(['true']);
      expect(split(texts(text, 'Arguments')[0] ?? '')).toEqual(packaged.command.slice(1));
      expect(texts(text, 'UserId')).toEqual([system ? 'S-1-5-18' : 'DOMAIN\\Ops & "Co"']);
    }
  });

  it('quotes words so that they are read back', () => {
    for (const word of ['', 'a', 'a b', 'a"b', 'a\\b', 'a b\\', 'a\\"b c', '\\\\', 'x\\\\"', '"'])
      expect(split(argument(word))).toEqual([word]);
  });

  /** `CommandLineToArgvW`, for the words after the program. */
  function split(line: string): readonly string[] {
    const words: string[] = [];
    let word: string | null = null;
    let isQuoted = false;
    for (let at = 0; at < line.length; ) {
      const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
      const next = line[at + slashes];
      if (next === '"') {
        word = (word ?? '') + '\\'.repeat(Math.floor(slashes / 2));
        if (slashes % 2 === 1) word += '"';
        else isQuoted = !isQuoted;
        at += slashes + 1;
      } else if (slashes > 0) {
        word = (word ?? '') + '\\'.repeat(slashes);
        at += slashes;
      } else if (!isQuoted && /\s/.test(next ?? '')) {
        if (word !== null) words.push(word);
        word = null;
        at += 1;
      } else {
        word = (word ?? '') + (next ?? '');
        at += 1;
      }
    }
    return word === null ? words : [...words, word];
  }
});

describe('installing', () => {
  it('writes what was shown, begins, and removes all of it again', async () => {
    const installation = made('linux', false);
    const ran: string[] = [];
    const program = async (command: readonly string[]) => {
      ran.push(command.join(' '));
    };
    await install(installation, program);
    for (const file of installation.files) expect(readFileSync(file.path, 'utf8')).toBe(file.text);
    expect(ran).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable --now edms-backup-schedule.timer',
    ]);
    await uninstall(installation, program);
    for (const file of installation.files) expect(existsSync(file.path)).toBe(false);
    expect(ran.slice(2)).toEqual([
      'systemctl --user disable --now edms-backup-schedule.timer',
      'systemctl --user daemon-reload',
    ]);
  });

  it('leaves nothing when the system refuses', async () => {
    const installation = made('linux', false);
    const refusing = async (command: readonly string[]) => {
      if (command.includes('enable')) throw Object.assign(new Error('no'), { stderr: 'Access denied' });
    };
    await expect(install(installation, refusing)).rejects.toMatchObject({
      plain: { code: 'SCHEDULE_NOT_INSTALLED', details: 'Access denied' },
    });
    for (const file of installation.files) expect(existsSync(file.path)).toBe(false);
  });

  it('calls the program in the way in which it was started', () => {
    const own = (isElectron: boolean, environment: NodeJS.ProcessEnv, script?: string) =>
      ownCall({ execPath: '/opt/edms', script, isElectron, environment });
    expect(own(false, {}, '/opt/cli.js')).toEqual({ command: ['/opt/edms', '/opt/cli.js'], environment: {} });
    expect(own(true, { ELECTRON_RUN_AS_NODE: '1' }, '/opt/app.asar/cli.js')).toEqual({
      command: ['/opt/edms', '/opt/app.asar/cli.js'],
      environment: { ELECTRON_RUN_AS_NODE: '1' },
    });
    expect(own(true, {}, 'schedule')).toEqual({ command: ['/opt/edms'], environment: {} });
    expect(
      ownCall({
        ...{ execPath: '/opt/electron', script: undefined, isElectron: true },
        appFolder: '/src',
        environment: {},
      }),
    ).toEqual({ command: ['/opt/electron', '/src'], environment: {} });
    expect(own(true, { APPIMAGE: '/home/x/EDMS.AppImage' })).toEqual({
      command: ['/home/x/EDMS.AppImage'],
      environment: {},
    });
  });
});
