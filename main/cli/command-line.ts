import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { version } from '../../package.json';
import { createEngine } from '../engine/create-engine.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { cancelledError, EngineError, toPlainError, withoutSecrets } from '../engine/errors.ts';
import { embeddedTargetFolder } from '../engine/home.ts';
import { parsePolicy } from '../engine/plan/parse-policy.ts';
import { type RestorePolicy, SAFE_POLICY } from '../engine/plan/policy.ts';
import type { CommonOptions } from './command-entry.ts';
import type { PlanOptions } from './commands.ts';
import { EXIT, type ExitStatus, statusOfError, statusOfInspection, statusOfReport } from './exit-status.ts';
import { renderHealth, statusOfHealth } from './health-command.ts';
import { helpText } from './help.ts';
import { runJobs } from './jobs-command.ts';
import { withModeOptions } from './mode-options.ts';
import { type Command, parseInvocation } from './options.ts';
import { print, show } from './output.ts';
import { checkBefore, renderPreflight, statusOfPreflight } from './preflight-command.ts';
import { runProfiles } from './profiles-command.ts';
import { ProgressLine } from './progress-line.ts';
import { renderError, renderInspection, renderReport, renderTarget } from './render.ts';
import { type ResolvedTarget, resolveTarget } from './resolve-target.ts';

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

async function runCommand(command: Command, engine: Engine, work: WorkOptions): Promise<ExitStatus> {
  switch (command.command) {
    case 'inspect': {
      const inspection = await engine.openPackage(command.package, work);
      show(command, inspection, () => renderInspection(inspection));
      return statusOfInspection(inspection);
    }
    case 'init': {
      const { address } = await resolveTarget(command.target, command);
      const summary = await engine.initTarget(address, work);
      show(command, summary, () => renderTarget(summary));
      return EXIT.done;
    }
    case 'plan':
      return restore(command, await resolveTarget(command.target, command), engine, {
        ...work,
        dryRun: true,
      });
    case 'preflight': {
      const target = await resolveTarget(command.target, command);
      const policy = withModeOptions(await readPolicy(command.policy), command);
      const asked = { package: command.package, policy, storageRoot: await storageRoot(command, target) };
      const preflight = await checkBefore(engine, target, asked, work);
      show(command, preflight, () => renderPreflight(preflight));
      return statusOfPreflight(preflight);
    }
    case 'health': {
      const target = await resolveTarget(command.target, command);
      await engine.openTarget(target.address, work);
      const health = await engine.health(await storageRoot(command, target), work);
      show(command, health, () => renderHealth(health));
      return statusOfHealth(health);
    }
    case 'restore': {
      const target = await resolveTarget(command.target, command);
      if (!command.dryRun && !command.yes) await confirm(command, target);
      return restore(command, target, engine, { ...work, dryRun: command.dryRun });
    }
    case 'jobs':
      return print(await runJobs(command));
    case 'profiles':
      return runProfiles(command, engine, work);
  }
}

async function restore(
  command: CommonOptions & PlanOptions,
  target: ResolvedTarget,
  engine: Engine,
  work: WorkOptions & { readonly dryRun: boolean },
): Promise<ExitStatus> {
  const policy = withModeOptions(await readPolicy(command.policy), command);
  const startedAt = Date.now();
  await engine.openPackage(command.package, work);
  await engine.openTarget(target.address, work);
  await engine.createPlan(policy, await storageRoot(command, target), work);
  const report = { ...(await engine.restore(work)), durationMs: Date.now() - startedAt };
  show(command, report, () => renderReport(report));
  return statusOfReport(report);
}

/** The storage root: the one that was named, else the profile's, else an embedded target's own. */
async function storageRoot(
  command: Pick<PlanOptions, 'storage'>,
  target: ResolvedTarget,
): Promise<string | null> {
  const { address } = target;
  if (command.storage !== null) return path.resolve(command.storage);
  if (target.storageRoot !== null) return target.storageRoot;
  if (address.kind !== 'embedded') return null;
  const own = path.join(embeddedTargetFolder(address.name), 'storage');
  await mkdir(own, { recursive: true });
  return own;
}

async function readPolicy(filePath: string | null): Promise<RestorePolicy> {
  if (filePath === null) return SAFE_POLICY;
  const text = await readFile(filePath, 'utf8').catch((error: unknown) => {
    throw new EngineError({
      code: 'POLICY_INVALID',
      message: `The policy file ${filePath} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      consequence: 'Nothing was changed.',
      advice: 'Check the path.',
    });
  });
  return parsePolicy(text);
}

/** Asks for a yes, and for the name of a production system: nobody restores into that one by habit. */
async function confirm(command: PlanOptions, { name, profile }: ResolvedTarget): Promise<void> {
  const refused = (message: string, advice: string) =>
    new EngineError({ code: 'USAGE', message, consequence: 'Nothing was changed.', advice });
  if (!process.stdin.isTTY)
    throw refused('There is no terminal to ask for a yes.', 'Add --yes to restore without a question.');
  const wanted = profile?.environment === 'production' ? profile.name : 'yes';
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt
    .question(`Restore ${command.package} into ${name}? Type ${wanted}: `)
    // Ctrl+C at the question
    .catch(() => Promise.reject(cancelledError()))
    .finally(() => prompt.close());
  if (answer.trim().toLowerCase() !== wanted.toLowerCase())
    throw refused('It was not confirmed.', `Type ${wanted}, or add --yes.`);
}
