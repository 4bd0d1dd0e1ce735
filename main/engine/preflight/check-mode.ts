import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { readWithin } from '../database/read-within.ts';
import { agree, counted, listText } from '../figures.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import type { RestoreMode } from '../plan/policy.ts';
import { quote } from '../plan/statements.ts';
import { STATEMENT_LIMIT } from './limits.ts';
import { ok, type PreflightCheck, type PreflightInput, stop, warn } from './preflight.ts';

/** Whether what the restore is for fits what is there. */
export async function checkMode(input: PreflightInput): Promise<PreflightCheck> {
  switch (input.policy.mode) {
    case 'complete':
      return checkComplete(input);
    case 'mirror':
      return checkMirror(input);
    case 'selected':
      return checkSelected(input);
    case 'files':
      return input.storageRoot === null ? filesNeedStorage() : goesOn('files');
    case 'merge':
    case 'reinit':
    case 'database':
      return goesOn(input.policy.mode);
  }
}

const WHAT_IT_DOES: { readonly [mode in RestoreMode]: string } = {
  complete: 'Everything is restored into a system in which nobody has worked yet.',
  merge: 'What is missing is added; records that differ are treated as decided.',
  reinit: 'The system was set up anew: its infrastructure is recognised by name.',
  mirror: 'The target becomes as the package; nothing is removed.',
  selected: 'The selected records are restored, with all that they depend on.',
  files: 'Only files are restored; the database stays as it is.',
  database: 'Only records are restored; the storage stays as it is.',
};

function goesOn(mode: RestoreMode): PreflightCheck {
  return ok('mode', WHAT_IT_DOES[mode]);
}

/**
 * What people make in an EDMS. Logs, sessions and sign-ins are not among it: a freshly migrated system has those
 * as soon as its administrator has signed in.
 */
const PEOPLES_WORK = [
  'documents.document',
  'documents.documentversion',
  'documents.documentdependency',
  'documents.documentcomment',
  'documents.documentattachment',
  'workflows.workflowinstance',
  'workflows.documentworkflow',
  'security.digitalsignature',
];

async function checkComplete(input: PreflightInput): Promise<PreflightCheck> {
  const rows = await countRows(input, PEOPLES_WORK);
  const beyond = [...rows].flatMap(([label, count]) => {
    const foreign = count - matchedRows(input.plan, label);
    return foreign > 0 ? [`${counted(foreign, 'row')} of ${label}`] : [];
  });
  if (beyond.length === 0) return goesOn('complete');
  const found = listText(beyond);
  if (input.plan === null) {
    return warn(
      'mode',
      `The target holds ${found}; whether that is the package's is known once it is planned.`,
      'Make a plan first.',
    );
  }
  return stop(
    'mode',
    `People have worked in the target already: beyond the package it holds ${found}.`,
    'A complete restore is for an empty or freshly migrated system. Take the mode merge, or another target.',
  );
}

async function checkMirror(input: PreflightInput): Promise<PreflightCheck> {
  const { plan, policy } = input;
  if (policy.removeBeyond.length === 0) return goesOn('mirror');
  const advice =
    'Look at what is removed in the preview. It is kept with the job, so that it can be brought back by undo.';
  if (plan === null) {
    return warn(
      'mode',
      `Rows of ${listText(policy.removeBeyond)} that the package lacks are removed; how many is known once it is planned.`,
      advice,
    );
  }
  const rows = await countRows(input, policy.removeBeyond);
  const removed = [...rows].reduce(
    (sum, [label, count]) => sum + Math.max(0, count - matchedRows(plan, label)),
    0,
  );
  if (removed === 0) return goesOn('mirror');
  return warn(
    'mode',
    `${counted(removed, 'row')} of ${listText(policy.removeBeyond)} that the package lacks ${agree(removed, 'is', 'are')} removed from the target.`,
    advice,
  );
}

function checkSelected({ policy }: PreflightInput): PreflightCheck {
  const { roots, span, search } = policy.selection;
  if (roots.length > 0 || span !== null || search !== '') return goesOn('selected');
  return stop('mode', 'Nothing is selected: the restore would do nothing.', 'Select what is to be restored.');
}

function filesNeedStorage(): PreflightCheck {
  return stop(
    'mode',
    'Only files are to be restored, and no storage folder was chosen.',
    'Choose the folder in which the EDMS keeps its documents (--storage).',
  );
}

/** Rows of the models that the target has, by label. */
async function countRows(
  { target }: PreflightInput,
  labels: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = labels.flatMap((label) => {
    const table = edmsCatalogue().models.get(label)?.table;
    if (table === undefined || !target.schema.tables.has(table)) return [];
    return [{ label, query: `count(*)::text as rows from ${quote(table)}` }];
  });
  if (counts.length === 0) return new Map();
  const rows = await readWithin(target, STATEMENT_LIMIT, (sql) =>
    sql.query<{ readonly number: number; readonly rows: string }>(
      counts.map(({ query }, i) => `select ${i} as number, ${query}`).join(' union all '),
    ),
  );
  return new Map(rows.map((row) => [counts[row.number]?.label ?? '', Number(row.rows)]));
}

/** Rows of the target that are recognised in records of the package. */
function matchedRows(plan: RestorePlan | null, label: string): number {
  const numbers = plan?.recordsOf.get(label) ?? [];
  return Array.from(numbers).filter((number) => plan?.table.isMatched(number) === true).length;
}
