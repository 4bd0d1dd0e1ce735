import type { Outcome, Place, PlainError, PlanSummary, RestoreReport } from '../../preload/contract/types.ts';
import type { Step } from '../../preload/contract/words/en/told.ts';
import type { Words } from '../../preload/contract/words/words.ts';

/** The language of the engine's sentences, for who reads them aloud. */
export const ENGINE = 'en';

/** `Needs a look`, and in another language than the engine's what the step is about: `Bitte ansehen (Rechte)`. */
export function stepLabel(level: string, id: Step, { told }: Words): string {
  const about = told.step(id);
  return about === null ? level : `${level} (${about})`;
}

/** The order in which outcomes are told: what changes first, then what needs a person, then the rest. */
export const OUTCOME_ORDER: readonly Outcome[] = [
  'create',
  'update',
  'conflict',
  'impossible',
  'skip',
  'unchanged',
];

/** `670 records: 600 will be created, 68 are there already, 1 needs your decision.` */
export function outcomeSentence(plan: PlanSummary, words: Words): string {
  const parts = OUTCOME_ORDER.flatMap((outcome) => {
    const count = plan.outcomes[outcome];
    return count > 0 ? [words.preview.sentence[outcome](count)] : [];
  });
  return `${words.preview.total(plan.records)}: ${parts.join(', ')}.`;
}

/** Rows of the target that the plan removes. */
export function removedRows({ beyond }: PlanSummary): number {
  return beyond.reduce((sum, { removed }) => sum + removed, 0);
}

/** True when carrying the plan out would write nothing and remove nothing. */
export function writesNothing(plan: PlanSummary): boolean {
  const { create, update } = plan.outcomes;
  return create + update + plan.files.copy + removedRows(plan) === 0;
}

/** The plan as an action: `Restore 12 records and 3 files and remove 2 rows`. */
export function restoreAction(plan: PlanSummary, words: Words): string {
  const writes = plan.outcomes.create + plan.outcomes.update;
  const { copy, total, notSelected } = plan.files;
  const removed = removedRows(plan);
  if (writesNothing(plan)) return words.preview.verify(plan.records - plan.notSelected, total - notSelected);
  if (writes + copy === 0) return words.beyond.only(removed);
  const restore = words.preview.restore(writes, copy);
  return removed > 0 ? words.beyond.action(restore, removed) : restore;
}

export const REPORT_RESULTS = ['created', 'updated', 'unchanged', 'skipped', 'failed'] as const;

export function reportSentence(report: RestoreReport, words: Words): string {
  const parts = REPORT_RESULTS.flatMap((result) => {
    const count = report[result];
    return count > 0 ? [`${words.formats.number(count)} ${words.report.result[result]}`] : [];
  });
  return `${words.counts.records(report.records)}: ${parts.join(', ')}.`;
}

/** `database/database_backup.json, record 9,412, byte 3,212,363`. */
export function placeText(where: Place | undefined, words: Words): string {
  if (!where) return '';
  return [
    where.entry,
    where.model,
    where.key,
    where.field === undefined ? undefined : words.place.field(where.field),
    where.record === undefined ? undefined : words.place.record(where.record),
    where.byte === undefined ? undefined : words.place.byte(where.byte),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}

/** An error as text for support: the three lines, the code and the details. */
export function errorText(error: PlainError, words: Words): string {
  return [
    error.message,
    error.consequence,
    error.advice,
    `${error.code}${error.where ? ` (${placeText(error.where, words)})` : ''}`,
    error.details ?? '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}
