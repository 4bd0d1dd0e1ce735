import { COMPARED_EXPORT, type ExportResult } from './exports.ts';
import { COMPARED_PHASES, type EngineReading, median } from './measurements.ts';
import type { MemoryResult } from './memory.ts';
import type { SnapshotPair, SnapshotResult } from './snapshots.ts';
import type { SpeedResult } from './speed.ts';

export interface BenchResult {
  readonly machine: {
    readonly node: string;
    readonly postgresql: string;
    readonly processors: number;
    readonly processor: string;
    readonly memoryBytes: number;
  };
  readonly speed: SpeedResult | null;
  readonly snapshots: SnapshotResult | null;
  readonly memory: MemoryResult | null;
}

/** The goals that the figures are held against. */
const GOALS = {
  ratio: 2,
  exportRatio: 3,
  secondTime: 0.1,
  secondSize: 0.02,
  aboveIdleBytes: 200 * 1024 * 1024,
};

/** The figures as a person reads them. */
export function reportText({ machine, speed, snapshots, memory }: BenchResult): string {
  const { node, postgresql, processors, processor } = machine;
  return [
    `${postgresql}, Node ${node}, ${processors} × ${processor}, ${gigabytes(machine.memoryBytes)} of memory`,
    ...(speed ? speedLines(speed) : []),
    ...(snapshots ? snapshotLines(snapshots) : []),
    ...(memory ? memoryLines(memory) : []),
    '',
  ].join('\n');
}

function speedLines(speed: SpeedResult): readonly string[] {
  const readings = speed.runs.map((run) => run.engine);
  const { medians, ratios } = speed;
  return [
    '',
    `${count(speed.records)} records (${megabytes(speed.fixtureBytes)} of JSON) into an EDMS database; medians of ${speed.runs.length} run(s), in turns with pg_restore`,
    ...phaseLines(readings),
    row('plan, restore and verification together', medians.engine),
    row('the same with reading and inspecting', medians.engineWithReading),
    row('pg_restore, tables and rows into an empty database', medians.restoreWhole),
    row('pg_restore --data-only --disable-triggers into empty tables', medians.restoreData),
    `  ${count(speed.rows)} rows in each of these databases; pg_dump --format=custom, one job, same server`,
    `  engine / pg_restore = ${ratios.toWhole.toFixed(2)} (goal: at most ${GOALS.ratio.toFixed(2)}); to data only ${ratios.toData.toFixed(2)}`,
    ...outcomeLines(readings[0]),
    ...exportLines(speed.exports),
  ];
}

function exportLines({ runs, medians }: ExportResult): readonly string[] {
  const ratio = (medians[COMPARED_EXPORT] ?? Number.NaN) / (medians.pg_dump ?? Number.NaN);
  const [first] = runs;
  return [
    '',
    `Exports of the same database; medians of ${runs.length} run(s), in turns with pg_dump`,
    ...Object.entries(medians).map(([what, milliseconds]) => {
      const bytes = first?.readings[what]?.bytes;
      return row(
        what === 'pg_dump' ? 'pg_dump --format=custom, one job' : `${what} (${megabytes(bytes ?? 0)})`,
        milliseconds,
      );
    }),
    `  package / pg_dump = ${ratio.toFixed(2)} (goal: at most ${GOALS.exportRatio.toFixed(2)})`,
  ];
}

function snapshotLines(result: SnapshotResult): readonly string[] {
  const { records, changed, alone, inOneEngine, withFiles, dump, test, toDump } = result;
  const second = `the second, after ${changed} changes`;
  return [
    '',
    `Snapshots of ${count(records)} records, in turns with pg_dump`,
    ...pairLines('the first', second, alone),
    ...pairLines('the first of two by one engine', second, inOneEngine),
    ...pairLines(
      `the first, with ${count(withFiles.files)} files of ${megabytes(withFiles.fileBytes)}`,
      `${second}, files read again`,
      withFiles,
    ),
    row(`pg_dump --format=custom, one job (${megabytes(dump.bytes)})`, dump.milliseconds),
    row('restore test of the first', test),
    `  first / pg_dump = ${toDump.toFixed(2)}`,
  ];
}

function pairLines(firstLabel: string, secondLabel: string, pair: SnapshotPair): readonly string[] {
  const { first, second, time, size } = pair;
  return [
    row(`${firstLabel} (${megabytes(first.bytes)})`, first.milliseconds),
    row(`${secondLabel} (${kilobytes(second.bytes)})`, second.milliseconds),
    `  second / first = ${time.toFixed(2)} (goal: at most ${GOALS.secondTime.toFixed(2)}); in size ${size.toFixed(4)} (goal: at most ${GOALS.secondSize.toFixed(2)})`,
  ];
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function phaseLines(readings: readonly EngineReading[]): readonly string[] {
  const [first] = readings;
  if (!first) return [];
  return first.phases.flatMap(({ name }) => {
    const of = (reading: EngineReading): number =>
      reading.phases.find((phase) => phase.name === name)?.milliseconds ?? Number.NaN;
    const line = row(
      `${name}${COMPARED_PHASES.includes(name) ? '' : ' (not compared)'}`,
      median(readings.map(of)),
    );
    return name === 'restore and verify' ? [line, ...detailLines(readings)] : [line];
  });
}

function detailLines(readings: readonly EngineReading[]): readonly string[] {
  const names = Object.keys(readings[0]?.detail ?? {});
  return names.map((name) =>
    row(`  ${name}`, median(readings.map((reading) => reading.detail[name] ?? Number.NaN))),
  );
}

function memoryLines(memory: MemoryResult): readonly string[] {
  const { engine } = memory;
  return [
    '',
    `Memory of the engine's process, ${count(memory.records)} records (${megabytes(memory.fixtureBytes)} of JSON) into a server`,
    `  idle, target connected: ${megabytes(engine.idleBytes)}`,
    ...engine.phases.map(
      ({ name, peakBytes, milliseconds }) =>
        `  highest in "${name}": ${megabytes(peakBytes)} (${megabytes(peakBytes - engine.idleBytes)} above idle), ${seconds(milliseconds)}`,
    ),
    `  above idle at most: ${megabytes(memory.aboveIdleBytes)} (goal: under ${megabytes(GOALS.aboveIdleBytes)})`,
    ...outcomeLines(engine),
    ...Object.entries(memory.works).map(
      ([what, { peakBytes, idleBytes, milliseconds }]) =>
        `  highest while writing ${what}: ${megabytes(peakBytes)} (${megabytes(peakBytes - idleBytes)} above idle), ${seconds(milliseconds)}`,
    ),
  ];
}

function outcomeLines(reading: EngineReading | undefined): readonly string[] {
  if (!reading) return [];
  const { created, unchanged, notRestored, verified, problems } = reading;
  const findings = problems.length > 0 ? `; findings: ${problems.join(', ')}` : '';
  return [
    `  created ${count(created)}, unchanged ${count(unchanged)}, not restored ${count(notRestored)}, ${verified ? 'verified' : 'NOT VERIFIED'}${findings}`,
  ];
}

function row(label: string, milliseconds: number): string {
  return `  ${label.padEnd(64)} ${seconds(milliseconds).padStart(9)}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(0)} GB`;
}
