/**
 * The process that is measured: the engine and nothing else. It is bundled as it is shipped and started by
 * `engine-run.ts`, which sends it one job.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createEngine } from '../main/engine/create-engine.ts';
import type { Engine } from '../main/engine/engine.ts';
import { SAFE_POLICY } from '../main/engine/plan/policy.ts';
import { changeSome } from './changes.ts';
import type {
  EngineReading,
  ExportReading,
  MeasuredJob,
  PhaseReading,
  Readings,
  WorkReading,
} from './measurements.ts';

process.once('message', (job: MeasuredJob) => {
  measured(job).then(
    (reading) => finish(reading),
    (error) => finish({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

function measured(job: MeasuredJob): Promise<Readings[MeasuredJob['work']]> {
  switch (job.work) {
    case 'restore':
      return restore(job);
    case 'export':
      return exportTo(job);
    case 'two snapshots':
      return twoSnapshots(job);
    default:
      return snapshot(job);
  }
}

function finish(message: Readings[MeasuredJob['work']] | { readonly error: string }): void {
  process.send?.(message, () => process.disconnect());
}

async function exportTo(job: MeasuredJob & { readonly work: 'export' }): Promise<ExportReading> {
  const before = process.cpuUsage();
  let codes: readonly string[] = [];
  const reading = await withEngine(job.url, (engine) =>
    watched(async () => {
      const report = await engine.exportTarget(
        { path: job.file, format: job.format, keys: 'natural', canonical: false, select: [] },
        null,
      );
      codes = report.problems.map(({ code }) => code);
      return report;
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return { ...reading, processorMilliseconds: (user + system) / 1000, problems: codes };
}

function snapshot(job: MeasuredJob & { readonly work: 'snapshot' | 'snapshot test' }): Promise<WorkReading> {
  const repository = { path: job.repository, keys: {} };
  return withEngine(job.url, async ({ snapshots }) => {
    if (job.work === 'snapshot test')
      return watched(async () => ({
        records: (await snapshots.test(repository, 'latest')).records,
        bytes: 0,
      }));
    if (!existsSync(job.repository)) await snapshots.init(job.repository, {});
    return watched(() => takeOne(snapshots, job.repository, job.storageRoot));
  });
}

function twoSnapshots({
  url,
  repository,
  run,
}: MeasuredJob & { readonly work: 'two snapshots' }): Promise<Readings['two snapshots']> {
  return withEngine(url, async ({ snapshots }) => {
    await snapshots.init(repository, {});
    const first = await watched(() => takeOne(snapshots, repository, null));
    await changeSome(url, `${run}, one engine`);
    return { first, second: await watched(() => takeOne(snapshots, repository, null)) };
  });
}

async function takeOne(snapshots: Engine['snapshots'], path: string, storageRoot: string | null) {
  const request = { kind: 'incremental', storageRoot, tags: [] } as const;
  const { records, bytesAdded } = await snapshots.take({ path, keys: {} }, request);
  return { records, bytes: bytesAdded };
}

async function withEngine<T>(url: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = createEngine();
  await engine.openTarget({ kind: 'server', url });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Does a piece of work, and watches it. */
async function watched(work: () => Promise<Pick<WorkReading, 'records' | 'bytes'>>): Promise<WorkReading> {
  await settle();
  const idleBytes = memoryNow();
  resetPeak();
  const started = performance.now();
  const { records, bytes } = await work();
  const milliseconds = performance.now() - started;
  const peakBytes = peakMemory();
  return { idleBytes, peakBytes, milliseconds, records, bytes };
}

async function restore(job: MeasuredJob & { readonly work: 'restore' }): Promise<EngineReading> {
  const engine = createEngine();
  await engine.openTarget({ kind: 'server', url: job.url });
  await settle();
  const idle = memoryNow();
  const phases: PhaseReading[] = [];
  const measure = async <T>(name: string, task: () => Promise<T>): Promise<T> => {
    resetPeak();
    const started = performance.now();
    const result = await task();
    phases.push({ name, milliseconds: performance.now() - started, peakBytes: peakMemory() });
    return result;
  };
  const inspection = await measure('read and inspect', () => engine.openPackage(job.package));
  const plan = await measure('plan', () => engine.createPlan(SAFE_POLICY, null));
  const report = await measure('restore and verify', () => engine.restore());
  await engine.close();
  return {
    idleBytes: idle,
    peakBytes: Math.max(...phases.map(({ peakBytes }) => peakBytes)),
    phases,
    detail: report.phases,
    records: report.records,
    created: report.created,
    unchanged: report.unchanged,
    notRestored: report.skipped + report.failed,
    verified: report.verified,
    problems: [...new Set([...inspection.problems, ...plan.problems].map(({ code }) => code))],
  };
}

/** Lets what belongs to the start be collected, so that "idle" is a process at rest. */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Linux tells a process's memory in `/proc`; elsewhere Node's own figure has to do. */
function statusLine(name: 'VmRSS' | 'VmHWM'): number | null {
  try {
    const line = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'));
    return line ? Number(line[1]) * 1024 : null;
  } catch {
    return null;
  }
}

function memoryNow(): number {
  return statusLine('VmRSS') ?? process.memoryUsage.rss();
}

/** The highest resident memory since {@link resetPeak} (since the start where it cannot be reset). */
function peakMemory(): number {
  return statusLine('VmHWM') ?? process.resourceUsage().maxRSS * 1024;
}

function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Then the peak is the one since the start of the process, which is never less.
  }
}
