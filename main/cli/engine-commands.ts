import type { Engine, WorkOptions } from '../engine/engine.ts';
import { enterTarget } from './enter-target.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import type { Command } from './options.ts';
import { show } from './output.ts';
import { renderTarget } from './render.ts';
import { resolveTarget } from './resolve-target.ts';
import { policyOf, runRestore, storageRootOf } from './restore-command.ts';

/** The commands that need an engine for all that they do. */
export type EngineCommand = Exclude<
  Command,
  { readonly command: 'completion' | 'man' | 'keys' | 'jobs' | 'logout' | 'schedule' | 'profiles' }
>;

/** Runs a command on an engine. Rejects with an `EngineError`. */
export async function runWithEngine(
  command: EngineCommand,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  switch (command.command) {
    case 'inspect': {
      const { runInspect } = await import('./inspect-command.ts');
      return runInspect(command, engine, work);
    }
    case 'diff': {
      const { runDiff } = await import('./diff-command.ts');
      return runDiff(command, engine, work);
    }
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
      const { checkBefore, renderPreflight, statusOfPreflight } = await import('./preflight-command.ts');
      const target = await resolveTarget(command.target, command);
      const policy = await policyOf(command);
      const storageRoot = await storageRootOf(command, target);
      const asked = { package: command.package, keys: command, policy, storageRoot };
      const preflight = await checkBefore(engine, target, asked, work);
      show(command, preflight, () => renderPreflight(preflight));
      return statusOfPreflight(preflight);
    }
    case 'health': {
      const { renderHealth, statusOfHealth } = await import('./health-command.ts');
      const target = await resolveTarget(command.target, command);
      await enterTarget(engine, target, 'look', work);
      const health = await engine.health(await storageRootOf(command, target), work);
      show(command, health, () => renderHealth(health));
      return statusOfHealth(health);
    }
    case 'export': {
      const { runExport } = await import('./export-command.ts');
      return runExport(command, engine, work);
    }
    case 'snapshot': {
      const { runSnapshot } = await import('./snapshot-command.ts');
      return runSnapshot(command, engine, work);
    }
    case 'undo': {
      const { runUndo } = await import('./undo-command.ts');
      return runUndo(command, engine, work);
    }
    case 'recover': {
      const { runRecover } = await import('./undo-command.ts');
      return runRecover(command, engine, work);
    }
    case 'login': {
      const { runLogin } = await import('./login-command.ts');
      return runLogin(command, engine, work);
    }
  }
}
