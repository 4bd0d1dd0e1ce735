// What every script here needs: where the project is, how to run a tool, and what is up to date.
// Plain Node 20 without dependencies, because it runs before there is a node_modules.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
/** What can be made again: stamps, the test runtime of Electron, logs. Not in git. */
export const cache = path.join(root, '.cache');

/** An error whose message is written for the person at the terminal; no stack is shown. */
export class SetupError extends Error {}

/** Progress goes to standard error, so that standard output stays a command's own. */
export function note(line) {
  process.stderr.write(`${line}\n`);
}

/** An absolute path inside the project. */
export function inProject(...parts) {
  return path.join(root, ...parts);
}

/** The script of a package's command, to be run with this Node (no shell, no `.cmd` on Windows). */
export function packageBin(packageName, command = packageName) {
  const folder = inProject('node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return path.join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/**
 * Runs a program and resolves with its exit status and, when not inherited, its output.
 * Never rejects for a status other than 0; rejects with SetupError when it cannot be started.
 */
export function run(command, args, { inherit = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    let output = '';
    const collect = (chunk) => {
      output = (output + chunk).slice(-200_000);
    };
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => reject(new SetupError(`${command} cannot be started: ${error.message}`)));
    child.on('close', (status, signal) => resolve({ status: status ?? 128, signal, output }));
  });
}

/** Like `run`, but another status than 0 is an error that carries the end of the tool's output. */
export async function runOrFail(what, command, args, options) {
  const result = await run(command, args, options);
  if (result.status !== 0) {
    const tail = result.output.trim().split('\n').slice(-40).join('\n');
    throw new SetupError(`${what} failed (status ${result.status}).\n${tail}`);
  }
  return result;
}

/** npm, by the copy that started us where there is one: the same on every system. */
export function npm(args) {
  const own = process.env.npm_execpath;
  return own && /npm-cli\.c?js$/.test(own)
    ? [process.execPath, [own, ...args], {}]
    : ['npm', args, { shell: process.platform === 'win32' }];
}

/** A hash over the contents and names of files and folders; what does not exist counts as such. */
export function hashOf(paths, extra = '') {
  const hash = createHash('sha256').update(extra);
  const add = (file) => {
    const name = path.relative(root, file);
    if (!existsSync(file)) {
      hash.update(`absent ${name}\n`);
    } else if (statSync(file).isDirectory()) {
      for (const entry of readdirSync(file).sort()) add(path.join(file, entry));
    } else {
      hash.update(`file ${name}\n`).update(readFileSync(file));
    }
  };
  for (const entry of paths) add(inProject(entry));
  return hash.digest('hex');
}

/**
 * One step of the set-up: does `work` only when its inputs changed since it last succeeded or when one of
 * its outputs is gone.
 */
export async function step({ name, title, hash, outputs, work }) {
  const stamp = path.join(cache, 'stamps', name);
  const before = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (before === hash && outputs.every((output) => existsSync(inProject(output)))) return false;
  rmSync(stamp, { force: true });
  note(`${title} …`);
  await work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}

/** Waits for works that go on at the same time until none is left, and then fails with the first that failed. */
export async function together(...works) {
  const ends = await Promise.allSettled(works);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return ends.map(({ value }) => value);
}

/**
 * Lets only one process at a time set the project up: others wait for it. A lock whose owner is gone is
 * taken over.
 */
export async function exclusively(work) {
  const lock = path.join(cache, 'setup.lock');
  mkdirSync(cache, { recursive: true });
  for (let told = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!ownerLives(lock)) rmSync(lock, { force: true });
      else if (!told) {
        told = true;
        note('Another process is setting the project up; waiting for it …');
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function ownerLives(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs a script's main function: a SetupError is one message and status 1, all else keeps its stack. */
export function main(work) {
  work().then(
    (status) => {
      process.exitCode = status ?? 0;
    },
    (error) => {
      note(error instanceof SetupError ? `\n${error.message}` : error.stack);
      process.exitCode = 1;
    },
  );
}
