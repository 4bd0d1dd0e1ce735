import path from 'node:path';
import { version } from '../../package.json';
import { createEngine } from '../engine/create-engine.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { toPlainError, withoutSecrets } from '../engine/errors.ts';
import { recordJob } from '../jobs/record-job.ts';
import type { CommonOptions } from './command-entry.ts';
import { completionText } from './completion.ts';
import { runDiff } from './diff-command.ts';
import { enterTarget } from './enter-target.ts';
import { EXIT, type ExitStatus, statusOfError, statusOfInspection } from './exit-status.ts';
import { runExport } from './export-command.ts';
import { renderHealth, statusOfHealth } from './health-command.ts';
import { helpText } from './help.ts';
import { withJobStore } from './job-record.ts';
import { runJobs } from './jobs-command.ts';
import { type KeyOptions, openOptions } from './key-options.ts';
import { runKeys } from './keys-command.ts';
import { runLogin, runLogout } from './login-command.ts';
import { manPage } from './man-page.ts';
import { type Command, parseInvocation } from './options.ts';
import { print, show } from './output.ts';
import { checkBefore, renderPreflight, statusOfPreflight } from './preflight-command.ts';
import { runProfiles } from './profiles-command.ts';
import { ProgressLine } from './progress-line.ts';
import { renderError, renderInspection, renderTarget } from './render.ts';
import { resolveTarget } from './resolve-target.ts';
import { policyOf, runRestore, storageRootOf } from './restore-command.ts';
import { runSchedule } from './schedule-command.ts';
import { runSnapshot } from './snapshot-command.ts';
import { runRecover, runUndo } from './undo-command.ts';

/**
 * Runs a command, `['restore', 'package.tar.gz', '--target', 'embedded:demo']`, on the same engine as the
 * window. Results go to standard output, progress and questions to standard error. Never rejects: errors are
 * printed, and told by the exit status.
 */
export async function runCommandLine(words: readonly string[]): Promise<ExitStatus> {
  const json = words.includes('--json');
  try {
    const invocation = parseInvocation(words, process.env);
    if (invocation.command === 'help') return print(helpText(invocation.topic));
    if (invocation.command === 'version') return print(`${version}\n`);
    // Before anything asks where the console keeps what is its own.
    if (invocation.home !== null) process.env.EDMS_BACKUP_HOME = path.resolve(invocation.home);
    // Without an engine: a shell asks while a person types.
    if (invocation.command === 'completion') return print(completionText(invocation));
    if (invocation.command === 'man') return print(manPage(version));
    return await withEngine(invocation, (engine, work) => runCommand(invocation, engine, work));
  } catch (error) {
    const plain = toPlainError(error);
    // Whatever was typed in the wrong place may be repeated in an error, a URL with its password too.
    if (json) print(`${withoutSecrets(JSON.stringify({ error: plain, problems: [plain] }))}\n`);
    else process.stderr.write(withoutSecrets(renderError(plain)));
    return statusOfError(plain.code);
  }
}

/** Gives the command an engine, progress and a way to be cancelled (Ctrl+C, or being told to end). */
async function withEngine(
  options: CommonOptions,
  run: (engine: Engine, work: WorkOptions) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const engine = createEngine();
  const abort = new AbortController();
  const cancel = () => abort.abort();
  const line = new ProgressLine(process.stderr);
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  try {
    return await run(engine, {
      signal: abort.signal,
      ...(options.quiet ? {} : { onProgress: line.listener }),
    });
  } finally {
    line.end();
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
    await engine.close();
  }
}

/** The commands that do something, and need an engine for it. */
type EngineCommand = Exclude<Command, { readonly command: 'completion' | 'man' }>;

async function runCommand(command: EngineCommand, engine: Engine, work: WorkOptions): Promise<ExitStatus> {
  switch (command.command) {
    case 'inspect':
      return runInspect(command, engine, work);
    case 'diff':
      return runDiff(command, engine, work);
    case 'init': {
      const { address } = await resolveTarget(command.target, command);
      const summary = await engine.initTarget(address, work);
      show(command, summary, () => renderTarget(summary));
      return EXIT.done;
    }
    case 'plan':
      return runRestore({ ...command, dryRun: true, yes: true, noRecord: true, accept: [] }, engine, work);
    case 'restore':
      return runRestore(command, engine, work);
    case 'preflight': {
      const target = await resolveTarget(command.target, command);
      const policy = await policyOf(command);
      const storageRoot = await storageRootOf(command, target);
      const asked = { package: command.package, keys: command, policy, storageRoot };
      const preflight = await checkBefore(engine, target, asked, work);
      show(command, preflight, () => renderPreflight(preflight));
      return statusOfPreflight(preflight);
    }
    case 'health': {
      const target = await resolveTarget(command.target, command);
      await enterTarget(engine, target, 'look', work);
      const health = await engine.health(await storageRootOf(command, target), work);
      show(command, health, () => renderHealth(health));
      return statusOfHealth(health);
    }
    case 'keys':
      return runKeys(command);
    case 'export':
      return runExport(command, engine, work);
    case 'snapshot':
      return runSnapshot(command, engine, work);
    case 'undo':
      return runUndo(command, engine, work);
    case 'recover':
      return runRecover(command, engine, work);
    case 'jobs':
      return print(await runJobs(command));
    case 'profiles':
      return runProfiles(command, engine, work);
    case 'schedule':
      return runSchedule(command, work.signal ?? new AbortController().signal);
    case 'login':
      return runLogin(command, engine, work);
    case 'logout':
      return runLogout(command);
  }
}

async function runInspect(
  command: CommonOptions & KeyOptions & { readonly package: string },
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const inspection = await withJobStore(command, (store) =>
    recordJob(
      store,
      { kind: 'inspect', packagePath: path.resolve(command.package) },
      async () => engine.openPackage(command.package, await openOptions(command, work)),
      (done) => ({
        state: done.problems.length > 0 ? 'completed with findings' : 'completed',
        packageSha256: done.sha256,
        records: done.records,
        report: done,
      }),
    ),
  );
  show(command, inspection, () => renderInspection(inspection));
  return statusOfInspection(inspection);
}
