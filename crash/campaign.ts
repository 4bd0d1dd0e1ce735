import path from 'node:path';
import { writePackage } from '../scripts/invent/index.ts';
import { type Blow, bundleVictim, recoverPatiently, runVictim, type VictimEnd } from './run-victim.ts';
import {
  breakConnections,
  embeddedStage,
  killBackend,
  makeDifferent,
  type Stage,
  type State,
  serverStage,
} from './stages.ts';
import type { VictimWork } from './victim.ts';

/** The server that may be killed with the rest. */
export interface CrashServer {
  readonly url: string;
  crash(): Promise<void>;
}

export interface CampaignOptions {
  /** For packages, storage and homes; the caller removes it. */
  readonly folder: string;
  /** Null: embedded databases only. */
  readonly server: CrashServer | null;
  readonly embedded: boolean;
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** How one kill ended. `damaged` is null when all is well, else what is wrong. */
export interface KillOutcome {
  readonly number: number;
  readonly what: string;
  readonly end: 'as before' | 'as planned' | 'damaged';
  readonly damaged: string | null;
}

/**
 * Kills restores, undos and recoveries (the console's process, a backend of the server, its connections, the whole
 * server) at seeded random moments of all their phases, lets the next process recover, and compares every table and
 * every file with what was before and with what was planned.
 */
export async function runCampaign(options: CampaignOptions): Promise<readonly KillOutcome[]> {
  const random = seeded(options.seed);
  const bundle = await bundleVictim(options.folder);
  const scenes = await prepareScenes(options, bundle);
  const outcomes: KillOutcome[] = [];
  for (let number = 1; number <= options.kills; number += 1) {
    const scene = pick(scenes, random);
    const began = performance.now();
    const outcome = await oneKill(number, scene, bundle, options, random);
    outcomes.push(outcome);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    options.say(
      `${String(number).padStart(4)} ${outcome.what}: ${outcome.damaged ?? outcome.end} (${seconds} s)`,
    );
  }
  return outcomes;
}

type Random = () => number;

/** A target with its two states, and how long each phase takes when nobody disturbs it. */
interface Scene {
  readonly stage: Stage;
  readonly package: string;
  readonly before: State;
  readonly after: State;
  readonly phases: { readonly [operation in 'restore' | 'undo']: VictimEnd['phases'] };
}

const BEFORE = 'before';
const RESTORED = 'restored';

async function prepareScenes(options: CampaignOptions, bundle: string): Promise<readonly Scene[]> {
  const { folder, server } = options;
  const file = path.join(folder, 'package.tar.gz');
  await writePackage(file, { seed: 7, documents: 40, compression: 6 });
  const stages: Stage[] = [];
  if (server) stages.push(await serverStage(path.join(folder, 'server'), server.url));
  if (options.embedded) stages.push(await embeddedStage(path.join(folder, 'embedded')));
  const scenes: Scene[] = [];
  for (const stage of stages) scenes.push(await prepareScene(stage, file, bundle, options));
  return scenes;
}

async function prepareScene(
  stage: Stage,
  file: string,
  bundle: string,
  { server, say }: CampaignOptions,
): Promise<Scene> {
  say(`Preparing the ${stage.kind} target`);
  await stage.create(server?.url ?? null);
  await finished(runVictim(bundle, stage.home, workOf('restore', stage, file, 'first', ''), null));
  await makeDifferent(stage);
  await stage.keep(BEFORE);
  const before = await stage.state();
  const restored = await finished(
    runVictim(bundle, stage.home, workOf('restore', stage, file, 'job', ''), null),
  );
  await stage.keep(RESTORED);
  const after = await stage.state();
  const undone = await finished(
    runVictim(bundle, stage.home, workOf('undo', stage, file, 'undo', 'job'), null),
  );
  if (before.exact === after.exact) throw new Error('The restore changed nothing: there is nothing to test.');
  if ((await stage.state()).exact !== before.exact)
    throw new Error('An undo that nobody disturbed did not undo.');
  return { stage, package: file, before, after, phases: { restore: restored.phases, undo: undone.phases } };
}

async function oneKill(
  number: number,
  scene: Scene,
  bundle: string,
  { server }: CampaignOptions,
  random: Random,
): Promise<KillOutcome> {
  const { stage } = scene;
  const operation = random() < 0.6 ? 'restore' : 'undo';
  const inRecovery = random() < 0.2;
  await stage.set(operation === 'restore' ? BEFORE : RESTORED);
  const work = workOf(operation, stage, scene.package, operation === 'restore' ? 'job' : 'undo', 'job');
  const weapon = inRecovery ? 'console' : weaponFor(stage, random);
  const blow = blowIn(scene.phases[operation], weapon, inRecovery, server, random);
  let what = `${stage.kind} ${operation}, ${weapon} killed ${blow.delay.toFixed(0)} ms into "${blow.phase}"`;
  try {
    const end = await runVictim(bundle, stage.home, work, blow);
    what += howItEnded(end, blow);
    if (inRecovery) {
      const delay = random() * 150;
      what += `, recovery killed after ${delay.toFixed(0)} ms`;
      await runVictim(
        bundle,
        stage.home,
        { ...work, operation: 'recover' },
        { phase: 'begin', delay, strike: (kill) => kill() },
      );
    }
    const recovery = await recoverPatiently(bundle, stage.home, work);
    if (recovery.refusals.length > 0) what += `, recovery refused first (${recovery.refusals.join(', ')})`;
    // Whoever survives the blow may do the work again, and then draws new numbers.
    const compared = weapon === 'console' ? 'exact' : 'ranked';
    const state = (await stage.state())[compared];
    const [before, after] = [scene.before[compared], scene.after[compared]];
    const [from, to] = operation === 'restore' ? [before, after] : [after, before];
    const said = (recovery.end.result as { readonly state: string }).state;
    const damaged = judge(state, { from, to }, end, said);
    if (damaged === null) return { number, what, end: state === from ? 'as before' : 'as planned', damaged };
    return { number, what, end: 'damaged', damaged: `${damaged}\n${evidence(end, recovery.end)}` };
  } catch (error) {
    // The next kill begins from a state that was kept: it is told, and the rest is still worth knowing.
    return { number, what, end: 'damaged', damaged: `NOT JUDGED: ${stackOf(error)}` };
  }
}

/** Where a slow machine made something else of the blow than what was meant. */
function howItEnded({ killed, error, phases, struckAt }: VictimEnd, { phase }: Blow): string {
  const last = phases.at(-1)?.phase;
  if (error !== null) return ` (it ended with ${error.code})`;
  if (killed) return last === phase ? '' : ` (it was in "${last}" by then)`;
  return struckAt === null ? ' (it never came there)' : ' (it came to its end)';
}

function evidence(victim: VictimEnd, recovery: VictimEnd): string {
  return [victim, recovery].map((end) => JSON.stringify(end)).join('\n');
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What is wrong with the state after a kill and a recovery; null when nothing is. */
function judge(
  state: string,
  { from, to }: { readonly from: string; readonly to: string },
  end: VictimEnd,
  said: string,
): string | null {
  if (state !== from && state !== to)
    return `DAMAGED: neither as before nor as planned (${differences(state, from, to)})`;
  if (end.result !== null && state !== to) return 'DAMAGED: it said that it was done, and it is not';
  if (end.error !== null && said === 'nothing' && state !== from)
    return `DAMAGED: it said that it failed (${end.error.code}), and it did not`;
  if (said === 'finished' && state !== to) return 'DAMAGED: it was "finished", and is not';
  if (said === 'undone' && state !== from) return 'DAMAGED: it was "undone", and is not';
  return null;
}

/** The first tables and files that are as in neither of the others, or that only those have. */
function differences(state: string, ...others: readonly string[]): string {
  const lines = (text: string) => (JSON.parse(text) as unknown[][]).flat().map((line) => String(line));
  const now = lines(state);
  return others
    .map((other) => {
      const then = lines(other);
      const more = now.filter((line) => !then.includes(line));
      const less = then.filter((line) => !now.includes(line));
      return [...more.map((line) => `+${line}`), ...less.map((line) => `-${line}`)].slice(0, 12).join(' ');
    })
    .join(' / ');
}

type Weapon = 'console' | 'backend' | 'connection' | 'server';

function weaponFor(stage: Stage, random: Random): Weapon {
  const chance = random();
  if (stage.kind === 'embedded' || chance < 0.7) return 'console';
  return chance < 0.8 ? 'backend' : chance < 0.9 ? 'connection' : 'server';
}

function blowIn(
  phases: VictimEnd['phases'],
  weapon: Weapon,
  late: boolean,
  server: CrashServer | null,
  random: Random,
): Blow {
  // What a recovery has to do something about: from the commit on.
  const possible = late ? phases.filter(({ phase }) => LATE.includes(phase)) : phases;
  const chosen = pick(possible.length > 0 ? possible : phases, random);
  const next = phases[phases.indexOf(chosen) + 1];
  const length = next ? next.at - chosen.at : 60;
  const url = server?.url ?? '';
  const strike: Blow['strike'] = {
    console: (kill: () => void) => kill(),
    backend: () => killBackend(url),
    connection: () => breakConnections(url),
    server: () => server?.crash(),
  }[weapon];
  return { phase: chosen.phase, delay: random() * (length + 3), strike };
}

const LATE = ['keeping', 'committing', 'placing files'];

function workOf(
  operation: VictimWork['operation'],
  stage: Stage,
  file: string,
  job: string,
  of: string,
): VictimWork {
  return { operation, package: file, address: stage.address, storage: stage.storage, job, of };
}

async function finished(run: Promise<VictimEnd>): Promise<VictimEnd> {
  const end = await run;
  if (end.error) throw new Error(`${end.error.code}: ${end.error.message}`);
  return end;
}

function pick<T>(list: readonly T[], random: Random): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new RangeError('nothing to choose from');
  return chosen;
}

/** mulberry32: the same numbers for the same seed. */
function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
