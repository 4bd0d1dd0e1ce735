/** The rules that keep the newest of each of some periods. */
export const PERIOD_RULES = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type PeriodRule = (typeof PERIOD_RULES)[number];

/** Why a snapshot is kept, or why one rule does not keep it. */
export type Reason =
  | { readonly kind: 'last'; readonly position: number; readonly count: number }
  | { readonly kind: 'period'; readonly rule: PeriodRule; readonly period: string }
  | { readonly kind: 'within'; readonly duration: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'no-rule' }
  | { readonly kind: 'proven' }
  | { readonly kind: 'minimum'; readonly count: number }
  // From here on: why it is not.
  | { readonly kind: 'newer'; readonly count: number }
  | { readonly kind: 'taken'; readonly rule: PeriodRule; readonly period: string; readonly by: string }
  | { readonly kind: 'beyond'; readonly rule: PeriodRule; readonly period: string; readonly count: number }
  | { readonly kind: 'older'; readonly duration: string }
  | { readonly kind: 'no-tag' };

export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'last':
      return `last ${reason.position} of ${reason.count}`;
    case 'period':
      return `${reason.rule} ${reason.period}`;
    case 'within':
      return `within ${reason.duration}`;
    case 'tag':
      return `tag ${reason.tag}`;
    case 'no-rule':
      return 'the policy has no rule';
    case 'proven':
      return 'last proven';
    case 'minimum':
      return `one of the last ${reason.count}`;
    case 'newer':
      return `last: there are ${reason.count} newer ones`;
    case 'taken':
      return `${reason.rule}: ${reason.period} is kept by ${reason.by.slice(0, 8)}`;
    case 'beyond':
      return `${reason.rule}: ${reason.period} is beyond the last ${reason.count}`;
    case 'older':
      return `within: older than ${reason.duration} before the newest`;
    case 'no-tag':
      return 'tag: it has none that is kept';
  }
}
