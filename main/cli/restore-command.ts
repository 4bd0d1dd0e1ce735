import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { labelOf } from '../engine/database/address.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import { embeddedTargetFolder } from '../engine/home.ts';
import { parsePolicy } from '../engine/plan/parse-policy.ts';
import { type RestorePolicy, SAFE_POLICY } from '../engine/plan/policy.ts';
import type { PreflightCheckId } from '../engine/preflight/preflight.ts';
import type { RestoreReport } from '../engine/restore/report.ts';
import { keepRecovered, recordJob } from '../jobs/record-job.ts';
import { ask, canAsk } from './ask-password.ts';
import type { CommonOptions } from './command-entry.ts';
import { enterTarget } from './enter-target.ts';
import { type ExitStatus, statusOfReport } from './exit-status.ts';
import { withJobStore } from './job-record.ts';
import { withModeOptions } from './mode-options.ts';
import { openOptions } from './open-with.ts';
import { show } from './output.ts';
import { renderReport } from './render.ts';
import { type ResolvedTarget, resolveTarget } from './resolve-target.ts';
import type { PlanOptions, RestoreOptions } from './restore-options.ts';

/**
 * Warnings about what the person has named: package, version and mode. Plan and report tell the same, record by record,
 * so that `--yes` stands for them. What the target's own state warns of has to be confirmed by name.
 */
const TOLD_BY_THE_PLAN: readonly PreflightCheckId[] = ['package', 'schema-version', 'mode'];

/** What is restored, when it is not the package that the command names. */
export interface RestoreSource {
  /** How the list of jobs calls it. */
  readonly path: string;
  readonly open: () => Promise<unknown>;
}

/** `plan` and `restore`: the same work, but for the last step. Both are kept in the list of jobs. */
export async function runRestore(
  command: CommonOptions & RestoreOptions,
  engine: Engine,
  work: WorkOptions,
  source: RestoreSource = {
    path: path.resolve(command.package),
    open: async () => engine.openPackage(command.package, await openOptions(command, work)),
  },
): Promise<ExitStatus> {
  const target = await resolveTarget(command.target, command);
  if (!command.dryRun && !command.yes) {
    await confirm(`Restore ${command.package} into ${target.name}?`, target);
  }
  const policy = await policyOf(command);
  const storageRoot = storagePathOf(command, target);
  const startedAt = Date.now();
  let edmsUser: string | null = null;
  const report = await withJobStore(command, (store) =>
    recordJob(
      store,
      {
        kind: command.dryRun ? 'plan' : 'restore',
        packagePath: source.path,
        target: labelOf(target.address),
        storageRoot,
        mode: policy.mode,
      },
      async (job): Promise<RestoreReport> => {
        await source.open();
        const worker = await enterTarget(engine, target, command.dryRun ? 'look' : 'write', work, command);
        edmsUser = worker.account?.username ?? null;
        // Nothing is made before it is needed: whoever cancels until then leaves no trace.
        await engine.createPlan(policy, await storageRootOf(command, target), work);
        const done = await engine.restore({
          ...work,
          dryRun: command.dryRun,
          ...(command.sideFile === null ? {} : { sideFile: path.resolve(command.sideFile) }),
          accept: command.yes ? [...command.accept, ...TOLD_BY_THE_PLAN] : command.accept,
          ...(job === null || command.dryRun ? {} : { job }),
          ...(command.noRecord ? {} : { recordAs: worker }),
        });
        keepRecovered(store, done.recovered);
        return { ...done, durationMs: Date.now() - startedAt };
      },
      (done) => ({
        state: done.state === 'completed with findings' ? done.state : 'completed',
        edmsUser,
        packageSha256: done.package.sha256,
        records: done.records,
        undoable: done.undoable,
        report: done,
      }),
    ),
  );
  show(command, report, () => renderReport(report));
  return statusOfReport(report);
}

/** The storage root: the one that was named, else the profile's, else an embedded target's own, which is made. */
export async function storageRootOf(
  command: { readonly storage: string | null },
  target: ResolvedTarget,
): Promise<string | null> {
  const root = storagePathOf(command, target);
  if (root !== null && root === ownStorage(target)) await mkdir(root, { recursive: true });
  return root;
}

function storagePathOf(
  { storage }: { readonly storage: string | null },
  target: ResolvedTarget,
): string | null {
  return storage === null ? (target.storageRoot ?? ownStorage(target)) : path.resolve(storage);
}

function ownStorage({ address }: ResolvedTarget): string | null {
  return address.kind === 'embedded' ? path.join(embeddedTargetFolder(address.name), 'storage') : null;
}

/** The policy file with what the command line adds to it. Errors: `POLICY_INVALID`, `USAGE`. */
export async function policyOf(command: PlanOptions): Promise<RestorePolicy> {
  const policy = withModeOptions(await readPolicy(command.policy), command);
  return { ...policy, fills: { ...policy.fills, ...command.fills } };
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

/** Asks for a yes, and for the name of a production system: nobody writes into that one by habit. */
export async function confirm(question: string, { profile }: ResolvedTarget): Promise<void> {
  const refused = (message: string, advice: string) =>
    new EngineError({ code: 'USAGE', message, consequence: 'Nothing was changed.', advice });
  if (!canAsk())
    throw refused('There is no terminal to ask for a yes.', 'Add --yes to go on without a question.');
  const wanted = profile?.environment === 'production' ? profile.name : 'yes';
  const answer = await ask(`${question} Type ${wanted}: `);
  if (answer.trim().toLowerCase() !== wanted.toLowerCase())
    throw refused('It was not confirmed.', `Type ${wanted}, or add --yes.`);
}
