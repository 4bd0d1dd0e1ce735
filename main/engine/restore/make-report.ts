import { summariseAdaptations } from '../adapt/summarise-adaptations.ts';
import type { OwnRecords } from '../own-records/own-work.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import { describeRecords } from '../plan/plan-pages.ts';
import { conflictGroups } from '../plan/summarise-plan.ts';
import type { Outcome } from '../plan/summary.ts';
import { isWell, type Problem } from '../problems.ts';
import type { Recovered } from './recover.ts';
import type { FileCounts, RecordCounts, ReportedRecord, RestoreReport } from './report.ts';

/** What the report says beside the plan. */
export interface ReportFacts {
  readonly dryRun: boolean;
  readonly verified: boolean;
  readonly fieldsCompared: number;
  readonly problems: readonly Problem[];
  /** Files that records name and the package does not have. */
  readonly missingFiles: number;
  readonly packagePath: string;
  readonly sha256: string | null;
  readonly target: string;
  readonly job: string | null;
  readonly undoable: boolean;
  readonly recovered: readonly Recovered[];
  readonly sideFile: string | null;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly phases: { readonly [phase: string]: number };
  /** What the console wrote about its own work; none when nothing is given. */
  readonly ownRecords?: OwnRecords;
}

const MOST_REPORTED = 1000;

/** Puts the report together. Every record of the package is in exactly one of its five counts. */
export async function makeReport(plan: RestorePlan, facts: ReportFacts): Promise<RestoreReport> {
  const byModel: { [label: string]: RecordCounts } = {};
  for (const [label, numbers] of plan.recordsOf) byModel[label] = countRecords(plan, numbers);
  const total = Object.values(byModel).reduce(addCounts, NO_RECORDS);
  const files = countFiles(plan, facts);
  const filesNotSelected = plan.files.files.filter(({ leftOut }) => leftOut).length;
  const problems = [...facts.problems.filter((problem) => isAbout(plan, problem)), ...fileProblems(plan)];
  const clean =
    facts.verified &&
    total.skipped === plan.table.leftOut &&
    total.failed === 0 &&
    files.failed === 0 &&
    files.skipped === filesNotSelected;
  const needsLook = !isWell(problems);
  return {
    ...total,
    mode: plan.policy.mode,
    notSelected: plan.table.leftOut,
    filesNotSelected,
    removed: plan.beyond.groups.reduce((sum, { removed }) => sum + removed, 0),
    state: facts.dryRun ? 'dry run' : clean && !needsLook ? 'completed' : 'completed with findings',
    byModel,
    conflicts: conflictGroups(plan).map((group) => ({
      class: group.class,
      count: group.count,
      decision: group.decision,
    })),
    problems,
    files,
    verified: facts.verified,
    fieldsCompared: facts.fieldsCompared,
    notRestored: await notRestored(plan),
    package: { path: facts.packagePath, sha256: facts.sha256 },
    target: facts.target,
    job: facts.job,
    undoable: facts.undoable,
    recovered: facts.recovered,
    storageRoot: plan.files.storageRoot,
    sideFile: facts.sideFile,
    adaptations: summariseAdaptations(plan),
    startedAt: facts.startedAt.toISOString(),
    durationMs: facts.durationMs,
    ownRecords: facts.ownRecords?.tables.map(({ table, rows }) => ({ table, rows })) ?? [],
    phases: facts.phases,
  };
}

const NO_RECORDS: RecordCounts = { records: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };

const RESULT_OF: { readonly [outcome in Outcome]: Exclude<keyof RecordCounts, 'records'> } = {
  create: 'created',
  update: 'updated',
  unchanged: 'unchanged',
  skip: 'skipped',
  conflict: 'skipped',
  impossible: 'failed',
};

function countRecords(plan: RestorePlan, numbers: Int32Array): RecordCounts {
  const counts = { ...NO_RECORDS, records: numbers.length };
  for (const number of numbers) {
    const outcome = plan.table.outcome(number);
    if (outcome === null) throw new Error(`record ${number + 1} has no outcome`);
    counts[RESULT_OF[outcome]] += 1;
  }
  return counts;
}

function addCounts(a: RecordCounts, b: RecordCounts): RecordCounts {
  return {
    records: a.records + b.records,
    created: a.created + b.created,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    skipped: a.skipped + b.skipped,
    failed: a.failed + b.failed,
  };
}

function countFiles(plan: RestorePlan, { problems, missingFiles }: ReportFacts): FileCounts {
  const count = (...actions: readonly string[]) =>
    plan.files.files.filter(({ action }) => actions.includes(action)).length;
  const notPlaced = problems.filter(({ code }) => code === 'FILE_NOT_PLACED').length;
  return {
    copied: count('copy', 'replace', 'beside') - notPlaced,
    unchanged: count('unchanged'),
    skipped: count('keep', 'skip'),
    failed: count('damaged') + notPlaced + (plan.files.missing ?? missingFiles),
  };
}

/** Findings of the inspection about files of the package. */
const FILE_FINDINGS: ReadonlySet<string> = new Set([
  'FILE_MISSING',
  'FILE_UNNAMED',
  'FILE_WRONG_CHECKSUM',
  'FILE_WRONG_SIZE',
  'STORAGE_ABSENT',
]);

/** What was found about files that this restore is not about is no finding of the restore. */
function isAbout({ files }: RestorePlan, { code, where }: Problem): boolean {
  if (!FILE_FINDINGS.has(code)) return true;
  return where?.entry === undefined ? files.missing !== 0 : files.isInScope(where.entry);
}

function fileProblems(plan: RestorePlan): readonly Problem[] {
  const { storageRoot } = plan.files;
  const files = plan.files.files.filter(({ leftOut }) => !leftOut);
  if (storageRoot !== null || files.length === 0) return [];
  return [
    {
      code: 'FILES_NOT_RESTORED',
      severity: 'warning',
      message: `No storage folder was chosen: the package's ${files.length} files were not restored.`,
      advice: 'Restore again with the storage folder of the EDMS; the records will be unchanged.',
    },
  ];
}

async function notRestored(plan: RestorePlan): Promise<readonly ReportedRecord[]> {
  const numbers: number[] = [];
  for (let number = 0; number < plan.table.count && numbers.length < MOST_REPORTED; number += 1) {
    const outcome = plan.table.outcome(number);
    if (plan.table.isLeftOut(number)) continue;
    if (outcome && ['skipped', 'failed'].includes(RESULT_OF[outcome])) numbers.push(number);
  }
  const lines = await describeRecords(numbers, plan);
  return lines.map(({ record, model, name, outcome, reason }) => ({
    record,
    model,
    name,
    result: RESULT_OF[outcome] === 'failed' ? ('failed' as const) : ('skipped' as const),
    reason,
  }));
}
