import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { nodeBundleOptions } from '../scripts/build.mjs';
import type { MeasuredJob, Readings } from './measurements.ts';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Bundles the measured process into `folder` the way the application is bundled; returns the bundle's path. */
export async function bundleEngine(folder: string): Promise<string> {
  const output = path.join(folder, 'measured-engine.js');
  const { outdir: _, ...options } = nodeBundleOptions();
  await build({
    ...options,
    entryPoints: [path.join(here, 'measured-engine.ts')],
    outfile: output,
  });
  return output;
}

export interface RunOptions {
  /** Flags of Node, `--cpu-prof` for example. */
  readonly nodeFlags?: readonly string[];
}

/** Does a job in a process of its own and returns what it measured. */
export function runEngine<Job extends MeasuredJob>(
  bundle: string,
  job: Job,
  options: RunOptions = {},
): Promise<Readings[Job['work']]> {
  return new Promise((resolve, reject) => {
    const child = fork(bundle, [], {
      execArgv: ['--expose-gc', ...(options.nodeFlags ?? [])],
      // The bundle lies in a temporary folder; what is not in it is found from the project.
      env: {
        ...process.env,
        NODE_PATH: path.join(here, '../node_modules'),
        EDMS_EMBEDDED_IMAGE_FOLDER: path.join(here, '../dist/embedded'),
      },
    });
    let answer: Readings[Job['work']] | Error = new Error('The engine process ended without a word.');
    child.once('message', (message: Readings[Job['work']] | { readonly error: string }) => {
      answer = 'error' in message ? new Error(message.error) : message;
    });
    child.once('error', reject);
    child.once('exit', () => (answer instanceof Error ? reject(answer) : resolve(answer)));
    child.send(job);
  });
}
