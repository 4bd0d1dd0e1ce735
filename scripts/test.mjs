// `npm test [-- STAGE [ARGUMENTS OF ITS RUNNER]]`: sets up what is missing and runs every check there is, or
// one stage: check (format, lint, types), unit, integration, e2e. The last line says what came out.
// `npm run test:full` does the same, with every integration test on every kind of target that it fits.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { cache, inProject, main, note, packageBin, run, SetupError } from './lib/project.mjs';
import { isCommand } from './lib/system.mjs';
import { inTestSession, testSessionNeeds } from './lib/test-session.mjs';
import { setUp } from './setup.mjs';
import { startTestServer } from './test-server.mjs';

const results = path.join(cache, 'results');

const stages = {
  check: async () => [
    await tool('Format and lint', packageBin('@biomejs/biome', 'biome'), ['check', '--error-on-warnings']),
    await tool('Types', packageBin('typescript', 'tsc'), ['-p', '.']),
  ],
  unit: async (more) => [await vitest('unit', more)],
  integration: async (more) => [await vitest('integration', more)],
  e2e: async (more) => [await playwright(more)],
};

main(async () => {
  const words = process.argv.slice(2);
  const isFull = words[0] === '--full';
  if (isFull) process.env.EDMS_TEST_TARGETS = 'all';
  const [only, ...more] = isFull ? words.slice(1) : words;
  if (only !== undefined && !(only in stages)) {
    throw new SetupError(`There is no stage "${only}"; there are: ${Object.keys(stages).join(', ')}.`);
  }
  const chosen = only === undefined ? Object.keys(stages) : [only];
  await prepare(chosen);
  // `prepare` has built it for the integration tests.
  process.env.EDMS_TEST_CLI = inProject('dist', 'cli', 'index.js');
  const quick = quickFolder();
  if (quick !== null) process.env.TMPDIR = quick;
  const server =
    chosen.some((stage) => stage === 'integration' || stage === 'e2e') && (await provideServer());
  const outcomes = [];
  try {
    for (const stage of chosen) {
      note(`\n== ${stage} ==`);
      outcomes.push(...(await stages[stage](more)));
    }
  } finally {
    if (server) await server.stop();
    if (quick !== null) rmSync(quick, { recursive: true, force: true });
  }
  return conclude(outcomes);
});

async function prepare(chosen) {
  const window = chosen.includes('e2e');
  const fonts = window && process.platform === 'linux' && !(await hasFonts()) ? ['fonts'] : [];
  const seals = chosen.includes('unit') || chosen.includes('integration') ? ['seals'] : [];
  const system = [...seals, ...(window ? ['window', ...testSessionNeeds(), ...fonts] : [])];
  // The command line's integration tests start it as a person would: built.
  const programs = window || chosen.includes('integration');
  await setUp({ programs, window, system });
}

/**
 * A folder in memory for what tests write, where the system has one with room: databases are made by the hundred, and
 * their syncing is most of the time that tests take on a disk. Null elsewhere, and where `TMPDIR` says what to use.
 */
function quickFolder() {
  const memory = '/dev/shm';
  if (process.env.TMPDIR || process.platform !== 'linux') return null;
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < 6 * 2 ** 30) return null;
    removeAbandoned(memory);
    const folder = mkdtempSync(path.join(memory, `edms-tests-${process.pid}-`));
    // The test server may run under another account.
    chmodSync(folder, 0o755);
    return folder;
  } catch {
    return null;
  }
}

/** A run that was killed leaves its folder in memory, which nothing else takes away. */
function removeAbandoned(memory) {
  for (const name of readdirSync(memory)) {
    const pid = /^edms-tests-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    rmSync(path.join(memory, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function hasFonts() {
  if (!isCommand('fc-list')) return false;
  return (await run('fc-list', [])).output.trim() !== '';
}

/** One server for all stages, unless the environment names one. */
async function provideServer() {
  if (process.env.EDMS_TEST_SERVER_URL) return undefined;
  const server = await startTestServer();
  process.env.EDMS_TEST_SERVER_URL = server.url;
  return server;
}

/** A tool that is one check as a whole. */
async function tool(name, bin, args) {
  const { status } = await run(process.execPath, [bin, ...args], { inherit: true });
  note(`${name}: ${status === 0 ? 'passed' : 'failed'}`);
  return { name, passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
}

async function vitest(project, more) {
  const file = freshResult(project);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = [packageBin('vitest'), 'run', '--project', project, ...reporters, ...more];
  const [command, wrapped] = inTestSession(process.execPath, args, { display: false });
  const { status } = await run(command, wrapped, { inherit: true });
  const counted = read(file, (json) => ({
    passed: json.numPassedTests,
    failed: json.numFailedTests + json.testResults.filter(neverRan).length,
    skipped: json.numPendingTests + json.numTodoTests,
  }));
  return outcome(project, status, counted);
}

/** A test file that failed before any of its tests could run: it counts as one failure. */
function neverRan(file) {
  return file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed');
}

async function playwright(more) {
  const file = freshResult('e2e');
  const args = [packageBin('playwright'), 'test', '--reporter=list,json', ...more];
  const [command, wrapped] = inTestSession(process.execPath, args, { display: true });
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const { status } = await run(command, wrapped, { inherit: true, env });
  const counted = read(file, ({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }));
  return outcome('e2e', status, counted);
}

function freshResult(name) {
  mkdirSync(results, { recursive: true });
  const file = path.join(results, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

function read(file, count) {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

/** A runner that ends with an error though no test failed has failed itself. */
function outcome(name, status, counted) {
  return { name, ...counted, failed: status !== 0 && counted.failed === 0 ? 1 : counted.failed };
}

function conclude(outcomes) {
  const sum = (key) => outcomes.reduce((total, each) => total + each[key], 0);
  const line = `${sum('passed')} passed, ${sum('failed')} failed`;
  note('');
  for (const { name, passed, failed, skipped } of outcomes) {
    note(`${name.padEnd(16)} ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  }
  mkdirSync(results, { recursive: true });
  writeFileSync(path.join(results, 'summary'), `${line}\n`);
  console.log(line);
  return sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
}
