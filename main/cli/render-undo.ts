import type { Recovery } from '../engine/restore/recover.ts';
import type { UndoConflict, UndoPlan, UndoReport } from '../engine/undo/undo-plan.ts';
import { renderProblems } from './render.ts';

const MOST_CONFLICTS = 20;

export function renderUndoPlan(plan: UndoPlan): string {
  const sum = (what: 'remove' | 'revert' | 'reinsert') =>
    plan.tables.reduce((total, table) => total + table[what], 0);
  return lines([
    `Undoing job ${plan.job} of ${plan.at} in ${plan.target}:`,
    `${count(sum('remove'))} rows go, ${count(sum('revert'))} become what they were, ${count(sum('reinsert'))} come back; ${count(plan.files.remove)} files go, ${count(plan.files.replace)} become what they were`,
    ...conflictLines(plan.conflicts, plan.conflictCount),
  ]);
}

export function renderUndoReport(report: UndoReport): string {
  return lines([
    `Undid job ${report.of} in ${report.target}, verified (${(report.durationMs / 1000).toFixed(1)} s).`,
    `${count(report.removed)} rows went, ${count(report.reverted)} became what they were, ${count(report.reinserted)} came back; ${count(report.files.remove)} files went, ${count(report.files.replace)} became what they were`,
    ...conflictLines(report.conflicts, report.kept + report.files.kept),
    ...renderProblems(report.problems),
  ]);
}

export function renderRecovery(recovery: Recovery): string {
  const sentences = {
    nothing: 'There was nothing to recover.',
    finished: 'An unfinished restore was finished: everything is in place now.',
    undone: 'An unfinished restore was undone: the target is as it was before it.',
  };
  return lines([
    sentences[recovery.state],
    ...recovery.recovered.map(({ job, operation, state }) => `  ${operation} ${job}: ${state}`),
    ...renderProblems(recovery.problems),
  ]);
}

function conflictLines(conflicts: readonly UndoConflict[], all: number): readonly string[] {
  if (all === 0) return [];
  const shown = conflicts.slice(0, MOST_CONFLICTS);
  return [
    `${count(all)} rows or files stay as they are:`,
    ...shown.map(({ table, key, name, what }) => `  ${table} ${name === '' ? key : name}: ${what}`),
    ...(all > shown.length ? [`  … and ${count(all - shown.length)} more: --json lists them`] : []),
  ];
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
