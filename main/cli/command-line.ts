import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { version } from '../../package.json';
import { createEngine } from '../engine/create-engine.ts';
import { parseTargetAddress } from '../engine/database/address.ts';
import type { TargetAddress } from '../engine/database/target.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { cancelledError, EngineError, toPlainError, withoutSecrets } from '../engine/errors.ts';
import { embeddedTargetFolder } from '../engine/home.ts';
import { parsePolicy } from '../engine/plan/parse-policy.ts';
import { type RestorePolicy, SAFE_POLICY } from '../engine/plan/policy.ts';
import { EXIT, type ExitStatus, statusOfError, statusOfInspection, statusOfReport } from './exit-status.ts';
import { helpText } from './help.ts';
import { type JobsCommand, runJobs } from './jobs-command.ts';
import { type CommonOptions, type Invocation, type PlanOptions, parseInvocation } from './options.ts';
import { ProgressLine } from './progress-line.ts';
import { renderError, renderInspection, renderReport, renderTarget } from './render.ts';

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
    if (invocation.command === 'jobs') return print(await runJobs(invocation));
    return await withEngine(invocation, (engine, work) => runCommand(invocation, engine, work));
  } catch (error) {
    const plain = toPlainError(error);
    // Whatever was typed in the wrong place may be repeated in an error, a URL with its password too.
    if (json) print(`${withoutSecrets(JSON.stringify({ error: plain, problems: [plain] }))}\n`);
    else process.stderr.write(withoutSecrets(renderError(plain)));
    return statusOfError(plain.code);
  }
}

type Command = Exclude<Extract<Invocation, CommonOptions>, JobsCommand>;

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
      const summary = await engine.initTarget(parseTargetAddress(command.target), work);
      show(command, summary, () => renderTarget(summary));
      return EXIT.done;
    }
    case 'plan':
      return restore(command, engine, { ...work, dryRun: true });
    case 'restore':
      if (!command.dryRun && !command.yes) await confirm(command);
      return restore(command, engine, { ...work, dryRun: command.dryRun });
  }
}

async function restore(
  command: CommonOptions & PlanOptions,
  engine: Engine,
  work: WorkOptions & { readonly dryRun: boolean },
): Promise<ExitStatus> {
  const policy = await readPolicy(command.policy);
  const address = parseTargetAddress(command.target);
  const startedAt = Date.now();
  await engine.openPackage(command.package, work);
  await engine.openTarget(address, work);
  await engine.createPlan(policy, await storageRoot(command, address), work);
  const report = { ...(await engine.restore(work)), durationMs: Date.now() - startedAt };
  show(command, report, () => renderReport(report));
  return statusOfReport(report);
}

/** The storage root: the one that was named, else an embedded target's own. */
async function storageRoot(command: PlanOptions, address: TargetAddress): Promise<string | null> {
  if (command.storage !== null) return path.resolve(command.storage);
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

async function confirm(command: PlanOptions): Promise<void> {
  const refused = (message: string, advice: string) =>
    new EngineError({ code: 'USAGE', message, consequence: 'Nothing was changed.', advice });
  if (!process.stdin.isTTY)
    throw refused('There is no terminal to ask for a yes.', 'Add --yes to restore without a question.');
  const label = command.target.startsWith('embedded:') ? command.target : 'the database';
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt
    .question(`Restore ${command.package} into ${label}? Type yes: `)
    // Ctrl+C at the question
    .catch(() => Promise.reject(cancelledError()))
    .finally(() => prompt.close());
  if (answer.trim().toLowerCase() !== 'yes')
    throw refused('It was not confirmed.', 'Type yes, or add --yes.');
}

function show(options: CommonOptions, value: object, render: () => string): void {
  print(options.json ? `${JSON.stringify(value)}\n` : render());
}

function print(text: string): ExitStatus {
  process.stdout.write(text);
  return EXIT.done;
}
