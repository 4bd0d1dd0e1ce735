import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFailed } from 'vitest';
import { inProject } from '../scripts/lib/project.mjs';

/** A campaign of the test that runs: its seed, and where it says each kill. */
export interface ToldCampaign {
  readonly seed: number;
  readonly say: (line: string) => void;
}

/**
 * Chance is not the same twice on a busy machine. So everything that a campaign said is told with any failure, also one
 * that the campaign could not say itself (a time limit), and lies in a file that outlives the run.
 */
export function toldOnFailure(name: string, kills: number, kind: string): ToldCampaign {
  const seed = Math.floor(Math.random() * 1_000_000);
  const began = Date.now();
  const lines: string[] = [];
  const say = (line: string): void => {
    lines.push(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s ${line}`);
  };
  onTestFailed(({ task }) => {
    const errors = (task.result?.errors ?? []).map(({ stack, message }) => stack ?? message);
    const again = `npm run crash -- --kills ${kills} --seed ${seed}${kind}`;
    const text = [`seed ${seed} (${again})`, ...lines, ...errors, ''].join('\n');
    const folder = inProject('.cache', 'results');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${name}-${seed}.log`);
    writeFileSync(file, text);
    console.error(`${text}This lies in ${file}.`);
  });
  return { seed, say };
}
