import type { RecordNumber } from '../fixture/record.ts';
import { recordName } from '../fixture/record-name.ts';
import type { RestorePlan } from './create-plan.ts';
import { OUTCOMES, type PlannedRecord, type PlanPage, type PlanQuery } from './summary.ts';

/**
 * Answers the preview's questions about the records of one plan. The numbers that a query selects are kept
 * until another query comes, so that scrolling reads only the lines that are shown.
 */
export class PlanPages {
  readonly #plan: RestorePlan;
  #selected: { readonly key: string; readonly numbers: Int32Array } | null = null;

  constructor(plan: RestorePlan) {
    this.#plan = plan;
  }

  async page(query: PlanQuery, signal?: AbortSignal): Promise<PlanPage> {
    const numbers = await this.#select(query, signal);
    const limit = Math.min(query.limit, 500);
    const shown = Array.from(numbers.subarray(query.offset, query.offset + limit));
    return { total: numbers.length, rows: await describeRecords(shown, this.#plan) };
  }

  async #select(query: PlanQuery, signal?: AbortSignal): Promise<Int32Array> {
    const { offset: _offset, limit: _limit, ...what } = query;
    const key = JSON.stringify(what);
    if (this.#selected?.key === key) return this.#selected.numbers;
    const numbers = sortNumbers(await matching(query, this.#plan, signal), query, this.#plan);
    this.#selected = { key, numbers };
    return numbers;
  }
}

async function matching(query: PlanQuery, plan: RestorePlan, signal?: AbortSignal): Promise<number[]> {
  const { spool } = plan.fixture;
  const found = query.search === '' ? null : await spool.search(query.search, signal);
  const models = new Set(query.models);
  const outcomes = new Set(query.outcomes);
  const classes = new Set(query.conflictClasses);
  const matches = (number: RecordNumber): boolean => {
    const outcome = plan.table.outcome(number);
    if (outcomes.size > 0 && (outcome === null || !outcomes.has(outcome))) return false;
    if (models.size > 0 && !models.has(spool.models[spool.modelIndexOf(number)] ?? '')) return false;
    const conflict = plan.table.conflict(number);
    return classes.size === 0 || (conflict !== null && classes.has(conflict.class));
  };
  if (found) return found.filter(matches);
  const numbers: number[] = [];
  for (let number = 0; number < plan.table.count; number += 1) if (matches(number)) numbers.push(number);
  return numbers;
}

function sortNumbers(numbers: number[], query: PlanQuery, plan: RestorePlan): Int32Array {
  const { spool } = plan.fixture;
  const rankOf = rankOfModels(spool.models);
  const rank = (number: RecordNumber): number => {
    if (query.sort === 'model') return rankOf[spool.modelIndexOf(number)] ?? 0;
    if (query.sort === 'outcome') return OUTCOMES.indexOf(plan.table.outcome(number) ?? 'impossible');
    return 0;
  };
  const direction = query.descending ? -1 : 1;
  return Int32Array.from(numbers.sort((a, b) => direction * (rank(a) - rank(b) || a - b)));
}

function rankOfModels(models: readonly string[]): readonly number[] {
  const sorted = [...models].sort();
  return models.map((model) => sorted.indexOf(model));
}

/** The lines for these records, read from the spool in one go. */
export async function describeRecords(
  numbers: readonly RecordNumber[],
  plan: RestorePlan,
): Promise<readonly PlannedRecord[]> {
  const { spool, index } = plan.fixture;
  const readable = numbers.filter((number) => spool.brokenBecause(number) === null);
  const records = await spool.read(readable);
  const byNumber = new Map(readable.map((number, i) => [number, records[i]]));
  return numbers.map((number) => {
    const conflict = plan.table.conflict(number);
    const record = byNumber.get(number);
    return {
      record: number,
      model: spool.models[spool.modelIndexOf(number)] ?? '',
      name: record ? recordName(record, number, plan.catalogue, index) : `record ${number + 1}`,
      outcome: plan.table.outcome(number) ?? 'impossible',
      reason: plan.table.reason(number),
      conflict: conflict && { class: conflict.class, decision: conflict.decision, decided: conflict.decided },
    };
  });
}
