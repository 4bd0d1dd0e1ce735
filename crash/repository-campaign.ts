import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { generateIdentity, recipientOf } from '../main/engine/encryption/age.ts';
import { createRepository, openRepository } from '../main/engine/repository/open-repository.ts';
import type { ObjectId, RepositoryKeys } from '../main/engine/repository/repository.ts';
import {
  filesBelow,
  references,
  seeded,
  unreadableOf,
  writeSnapshot,
} from '../main/engine/repository/testing.ts';
import { nodeBundleOptions } from '../scripts/build.mjs';
import type { RepositoryWork } from './repository-victim.ts';

const here = path.dirname(fileURLToPath(import.meta.url));

export interface RepositoryCampaignOptions {
  /** For the repositories; the caller removes it. */
  readonly folder: string;
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** How one kill ended; `damaged` is null when all is well, else what is wrong. */
export interface RepositoryKill {
  readonly number: number;
  readonly what: string;
  readonly damaged: string | null;
}

/**
 * Kills processes that write snapshots into a repository, remove some, prune and repair it, at seeded random moments,
 * sometimes with a second one at work beside them. After each kill every snapshot that was finished and not removed has
 * to be readable whole, and a check of all bytes has to find no error.
 */
export async function runRepositoryCampaign(
  options: RepositoryCampaignOptions,
): Promise<readonly RepositoryKill[]> {
  const { folder, kills, say } = options;
  const random = seeded(options.seed);
  const bundle = await bundleRepositoryVictim(folder);
  const identity = await generateIdentity();
  const scenes: readonly Scene[] = [
    { name: 'plain', place: path.join(folder, 'plain'), keys: {}, expected: new Set() },
    {
      name: 'encrypted',
      place: path.join(folder, 'encrypted'),
      keys: { identities: [identity] },
      expected: new Set(),
    },
  ];
  for (const { keys, place, expected } of scenes) {
    const recipients = keys.identities === undefined ? [] : [await recipientOf(identity)];
    const { repository } = await createRepository(place, { recipients });
    for (const name of ['a', 'b'])
      expected.add(await writeSnapshot(repository, { users: [name, 'c'], files: ['d', name] }));
    await repository.close();
  }
  const outcomes: RepositoryKill[] = [];
  for (let number = 1; number <= kills; number += 1) {
    const scene = scenes[number % scenes.length];
    if (scene === undefined) throw new RangeError('There is no scene');
    const outcome = await oneKill(number, scene, bundle, random);
    outcomes.push(outcome);
    say(`${String(number).padStart(4)} ${outcome.what}: ${outcome.damaged ?? 'as it should be'}`);
  }
  return outcomes;
}

interface Scene {
  readonly name: string;
  readonly place: string;
  readonly keys: RepositoryKeys;
  /** Snapshots that have to be readable. */
  readonly expected: Set<ObjectId>;
}

async function oneKill(
  number: number,
  { name, place, keys, expected }: Scene,
  bundle: string,
  random: () => number,
): Promise<RepositoryKill> {
  const delay = 5 + random() ** 2 * 1500;
  const together = random() < 0.25;
  const work = (does: RepositoryWork['does'], rounds: number): RepositoryWork => {
    return { place, keys, seed: Math.floor(random() * 2 ** 31), does, rounds };
  };
  const runs = [runRepositoryVictim(bundle, work('all', 1000), delay)];
  if (together) runs.push(runRepositoryVictim(bundle, work('writes', 3), null));
  const ends = await Promise.all(runs);
  for (const { snapshots } of ends) for (const id of snapshots) expected.add(id);
  for (const { removed } of ends) for (const id of removed) expected.delete(id);
  const done = ends[0]?.told ?? '';
  const what = `${name}, killed after ${delay.toFixed(0)} ms (${done})${together ? ', with a second one beside it' : ''}`;
  const error = ends.map((end) => end.error).find((message) => message !== null) ?? null;
  const damaged = error ?? (await damageOf(place, keys, expected).catch(notJudged));
  if (damaged === null) return { number, what, damaged };
  return { number, what, damaged: `${damaged}\n${JSON.stringify(ends)}\n${await contentOf(place)}` };
}

function notJudged(error: unknown): string {
  return `NOT JUDGED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** What lies in the repository: with the sizes and times of all files much of what happened can be told. */
async function contentOf(place: string): Promise<string> {
  const lines: string[] = [];
  for (const name of await filesBelow(place)) {
    const found = await stat(path.join(place, name)).catch(() => null);
    lines.push(`${name} ${found === null ? 'gone' : `${found.size} ${found.mtime.toISOString()}`}`);
  }
  return lines.join('\n');
}

async function damageOf(
  place: string,
  keys: RepositoryKeys,
  expected: ReadonlySet<ObjectId>,
): Promise<string | null> {
  const repository = await openRepository(place, keys);
  const present = new Set(await repository.listObjects('snapshots'));
  for (const id of expected) if (!present.has(id)) return `DAMAGED: snapshot ${id} is gone`;
  // Also those that were finished in the moment of the kill.
  for (const id of present) {
    const lost = await unreadableOf(repository, id);
    if (lost.length > 0) return `DAMAGED: ${lost.join(', ')} of snapshot ${id} cannot be read`;
  }
  const { findings } = await repository.check({ references, readData: true });
  const error = findings.find(({ severity }) => severity !== 'note');
  return error === undefined ? null : `DAMAGED: ${error.code}: ${error.message}`;
}

/** What a victim said before it ended. */
export interface RepositoryVictimEnd {
  readonly snapshots: readonly ObjectId[];
  readonly removed: readonly ObjectId[];
  readonly error: string | null;
  /** How often it did what. */
  readonly told: string;
}

/** Runs a victim; it is killed so many milliseconds after it began, or ends by itself. */
export async function runRepositoryVictim(
  bundle: string,
  work: RepositoryWork,
  delay: number | null,
): Promise<RepositoryVictimEnd> {
  const child = spawn(process.execPath, [bundle, JSON.stringify(work)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_PATH: path.join(here, '../node_modules') },
  });
  const said = new Map<string, string[]>();
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { kind, value } = JSON.parse(line) as { readonly kind: string; readonly value: string };
    said.set(kind, [...(said.get(kind) ?? []), value]);
    if (kind === 'begin' && delay !== null) setTimeout(() => child.kill('SIGKILL'), delay);
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, by) => resolve(by));
  });
  const silent = signal === null && !said.has('end') && !said.has('error');
  return {
    snapshots: said.get('snapshot') ?? [],
    removed: said.get('remove') ?? [],
    error: said.get('error')?.[0] ?? (silent ? `It ended without a word: ${complaint}` : null),
    told: ['snapshot', 'pruned', 'locked'].map((kind) => `${said.get(kind)?.length ?? 0} ${kind}`).join(', '),
  };
}

/** Bundles the victim into `folder` the way the application is bundled; returns the bundle's path. */
export async function bundleRepositoryVictim(folder: string): Promise<string> {
  const output = path.join(folder, 'repository-victim.js');
  const { outdir: _, ...options } = nodeBundleOptions();
  await build({ ...options, entryPoints: [path.join(here, 'repository-victim.ts')], outfile: output });
  return output;
}
