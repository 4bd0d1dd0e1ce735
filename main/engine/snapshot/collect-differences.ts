import type { WorkOptions } from '../engine.ts';
import type { Problem } from '../problems.ts';
import { ProgressMeter } from '../progress.ts';
import type { CompareOptions, ModelDifference } from './compare-states.ts';
import {
  type Comparison,
  ComparisonBuilder,
  type ComparisonRequest,
  type NotCompared,
} from './comparison.ts';
import type { KeptDifferences } from './kept-differences.ts';
import { OwnOfDjango } from './own-of-django.ts';
import type { ComparedPackage } from './package-records.ts';

/** What is told of each difference. */
export type Take = (difference: ModelDifference) => Promise<void> | void;

/** Puts together what `compare` tells, and keeps all of it in `differences` where that is wanted. */
export async function collectDifferences(
  request: Pick<ComparisonRequest, 'model' | 'offset' | 'limit'>,
  { signal, onProgress }: WorkOptions,
  differences: KeptDifferences | null,
  compare: (work: CompareOptions, take: Take) => Promise<NotCompared>,
): Promise<Comparison> {
  const builder = new ComparisonBuilder(request);
  const own = new OwnOfDjango();
  const tell = async (difference: ModelDifference): Promise<void> => {
    const shown = builder.add(difference, differences !== null);
    if (shown !== null) await differences?.add(shown);
  };
  const take: Take = (difference) => (own.take(difference) ? undefined : tell(difference));
  const only = request.model === null ? null : new Set([request.model]);
  const notCompared = await compare({ meter: new ProgressMeter(onProgress), signal, only }, take);
  for (const difference of own.differences()) await tell(difference);
  await differences?.flush();
  return builder.build(notCompared);
}

/** What lies behind the damage of a package cannot be told from what it never had. */
export function damageOf({ failure }: ComparedPackage, which = 'the package'): readonly Problem[] {
  if (failure === null) return [];
  const { code, message, advice } = failure;
  return [
    {
      code,
      severity: 'error',
      message: `${message} What could not be read of ${which} counts as not there.`,
      advice,
    },
  ];
}
