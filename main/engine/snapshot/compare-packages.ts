import type { WorkOptions } from '../engine.ts';
import type { Problem } from '../problems.ts';
import { collectDifferences, damageOf } from './collect-differences.ts';
import { compareWithPackage } from './compare-package.ts';
import type { Comparison, ComparisonRequest, NotCompared } from './comparison.ts';
import type { ComparedPackage } from './package-records.ts';
import { packageState } from './package-state.ts';
import { FILES } from './record-form.ts';

/** Which part of what differs between two packages is wanted. */
export type PackagesRequest = Pick<ComparisonRequest, 'model' | 'offset' | 'limit'>;

/** Tells what differs between two packages that are open, the earlier one first. Error: `CANCELLED`. */
export function comparePackages(
  before: ComparedPackage,
  now: ComparedPackage,
  request: PackagesRequest,
  options: WorkOptions,
): Promise<Comparison> {
  return collectDifferences(request, options, null, async (work, take) => {
    const state = packageState(before, options.signal);
    // Without records on one side there is nothing to say of those of the other.
    const hasBoth = before.spool !== null && now.spool !== null;
    const { records, problems } = await compareWithPackage(
      hasBoth ? state : { ...state, tables: [] },
      hasBoth ? now : { ...now, spool: null },
      work,
      take,
    );
    return {
      files: request.model === null || request.model === FILES ? filesNotCompared(before, now) : null,
      records,
      problems: [
        ...damageOf(before, 'the earlier package'),
        ...damageOf(now, 'the later package'),
        ...lacking(before, 'earlier'),
        ...lacking(now, 'later'),
        ...problems,
      ],
    };
  });
}

function filesNotCompared(before: ComparedPackage, now: ComparedPackage): NotCompared['files'] {
  if (!before.hasFiles) return 'not in before';
  return now.hasFiles ? null : 'not in now';
}

function lacking({ spool }: ComparedPackage, which: string): readonly Problem[] {
  if (spool !== null) return [];
  return [
    {
      code: 'FIXTURE_MISSING',
      severity: 'warning',
      message: `The ${which} package has no records: none were compared.`,
    },
  ];
}
