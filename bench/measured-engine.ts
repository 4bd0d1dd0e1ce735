/**
 * The process that is measured: the engine and nothing else. It is bundled as it is shipped and started by
 * `engine-run.ts`, which sends it one job.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createEngine } from '../main/engine/create-engine.ts';
import { SAFE_POLICY } from '../main/engine/plan/policy.ts';
import type { EngineReading, ExportReading, MeasuredJob, PhaseReading, Readings } from './measurements.ts';

process.once('message', (job: MeasuredJob) => {
  (job.work === 'restore' ? restore(job) : exportTo(job)).then(
    (reading) => finish(reading),
    (error) => finish({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

function finish(message: Readings[MeasuredJob['work']] | { readonly error: string }): void {
  process.send?.(message, () => process.disconnect());
}

async function exportTo(job: MeasuredJob & { readonly work: 'export' }): Promise<ExportReading> {
  const engine = createEngine();
  await engine.openTarget({ kind: 'server', url: job.url });
  await settle();
  const idleBytes = memoryNow();
  resetPeak();
  const before = process.cpuUsage();
  const started = performance.now();
  const report = await engine.exportTarget(
    { path: job.file, format: job.format, keys: 'natural', canonical: false, select: [] },
    null,
  );
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  const peakBytes = peakMemory();
  await engine.close();
  const { records, bytes, problems } = report;
  return {
    ...{ idleBytes, peakBytes, milliseconds, records, bytes },
    processorMilliseconds: (user + system) / 1000,
    problems: problems.map(({ code }) => code),
  };
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
