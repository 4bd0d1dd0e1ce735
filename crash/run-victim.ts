import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { nodeBundleOptions } from '../scripts/build.mjs';
import type { VictimWork } from './victim.ts';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Bundles the victim into `folder` the way the application is bundled; returns the bundle's path. */
export async function bundleVictim(folder: string): Promise<string> {
  const output = path.join(folder, 'victim.js');
  const { outdir: _, ...options } = nodeBundleOptions();
  await build({ ...options, entryPoints: [path.join(here, 'victim.ts')], outfile: output });
  return output;
}

/** How a victim ended, and when each of its phases began (milliseconds since it said `begin`). */
export interface VictimEnd {
  readonly killed: boolean;
  readonly result: unknown;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly phases: readonly { readonly phase: string; readonly at: number }[];
  /** When the blow fell, on the clock of the phases; null where it came to none. */
  readonly struckAt: number | null;
}

/** What happens to the victim: `strike` is called once, `delay` milliseconds after the phase began. */
export interface Blow {
  readonly phase: string;
  readonly delay: number;
  /** Kills the victim itself, or something that it depends on. */
  readonly strike: (kill: () => void) => Promise<void> | void;
}

/** Runs a victim to its end, be it its own or the blow's. */
export async function runVictim(
  bundle: string,
  home: string,
  work: VictimWork,
  blow: Blow | null,
): Promise<VictimEnd> {
  const child = spawn(process.execPath, [bundle, JSON.stringify(work)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, EDMS_BACKUP_HOME: home, NODE_PATH: path.join(here, '../node_modules') },
  });
  const phases: { phase: string; at: number }[] = [];
  let began = 0;
  let result: unknown = null;
  let error: VictimEnd['error'] = null;
  let struck: Promise<void> | null = null;
  let struckAt: number | null = null;
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { kind: string; value: unknown };
    if (said.kind === 'result') result = said.value;
    if (said.kind === 'error') error = said.value as VictimEnd['error'];
    if (said.kind !== 'phase') return;
    const phase = String(said.value);
    if (phase === 'begin') began = performance.now();
    if (began > 0) phases.push({ phase, at: performance.now() - began });
    if (blow === null || struck !== null || began === 0 || phase !== blow.phase) return;
    struck = new Promise((resolve, reject) => {
      setTimeout(() => {
        struckAt = performance.now() - began;
        Promise.resolve(blow.strike(() => child.kill('SIGKILL'))).then(resolve, reject);
      }, blow.delay);
    });
    // It is waited for below; a blow that fails before that is no rejection that nobody handles.
    struck.catch(() => undefined);
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, by) => resolve(by));
  });
  await struck;
  if (result === null && error === null && signal === null) throw new Error(`The victim ended: ${complaint}`);
  return { killed: signal !== null, result, error, phases, struckAt };
}

/** What refuses a recovery and changes nothing: the server is not back yet, or has not noticed yet that somebody is gone. */
const PASSING: ReadonlySet<string> = new Set(['TARGET_UNREACHABLE', 'TARGET_IN_USE']);
/** How long a server may be so, in milliseconds. On a quiet machine it takes some; on a busy one seconds. */
const PATIENCE = 120_000;
const PAUSE = 500;

/**
 * Recovers as a person would: again, as the refusal advises, while the server is busy with what has happened to it. An
 * embedded database has no such excuse. Returns the end of the recovery that came to one, and what refused it before.
 */
export async function recoverPatiently(
  bundle: string,
  home: string,
  work: VictimWork,
): Promise<{ readonly end: VictimEnd; readonly refusals: readonly string[] }> {
  const refusals: string[] = [];
  for (const until = Date.now() + PATIENCE; ; ) {
    const end = await runVictim(bundle, home, { ...work, operation: 'recover' }, null);
    if (end.error === null) return { end, refusals };
    const { code, message } = end.error;
    const mayPass = work.address.kind === 'server' && PASSING.has(code) && Date.now() < until;
    if (!mayPass) throw new Error(`The recovery was refused: ${[...refusals, code].join(', ')}: ${message}`);
    refusals.push(code);
    await pause(PAUSE);
  }
}
