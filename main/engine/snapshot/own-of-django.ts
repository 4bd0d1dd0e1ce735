import type { ModelDifference } from './compare-states.ts';

/** What Django itself puts into every database, under numbers that say nothing in another one. */
const CONTENT_TYPE = 'contenttypes.contenttype';
const PERMISSION = 'auth.permission';
export const OWN_OF_DJANGO: ReadonlySet<string> = new Set([CONTENT_TYPE, PERMISSION]);

/**
 * Content types and permissions are Django's own: they are in every database, under numbers of its own. So they are
 * compared by what they say: of what differs, what both states have under another number is no difference. They are a few
 * hundred, which are held until both states were seen.
 */
export class OwnOfDjango {
  readonly #taken: ModelDifference[] = [];
  /** By text: how much more often the earlier state has it than the later one. */
  readonly #balance = new Map<string, number>();

  /** True for a record of Django's own, which is told by {@link differences}. */
  take(difference: ModelDifference): boolean {
    if (!OWN_OF_DJANGO.has(difference.model)) return false;
    this.#taken.push(difference);
    this.#count(difference.before, 1);
    this.#count(difference.now, -1);
    return true;
  }

  /** What one of the two states alone says. */
  differences(): readonly ModelDifference[] {
    const left = new Map(this.#balance);
    const takes = (text: string | null, by: 1 | -1): boolean => {
      const balance = text === null ? 0 : (left.get(text) ?? 0);
      if (text === null || balance * by <= 0) return false;
      left.set(text, balance - by);
      return true;
    };
    return this.#taken.flatMap((difference) => {
      const [before, now] = [takes(difference.before, 1), takes(difference.now, -1)];
      if (before && now) return [difference];
      if (before) return [{ ...difference, change: 'removed' as const, now: null }];
      return now ? [{ ...difference, change: 'added' as const, before: null }] : [];
    });
  }

  #count(text: string | null, by: 1 | -1): void {
    if (text !== null) this.#balance.set(text, (this.#balance.get(text) ?? 0) + by);
  }
}

/**
 * Whether Django makes a record by itself wherever the model is: a content type, or one of the four permissions of a model.
 * That a package does not carry it says nothing of the EDMS.
 */
export function isMadeByDjango(model: string, fields: { readonly [name: string]: unknown }): boolean {
  if (model === CONTENT_TYPE) return true;
  const { codename, content_type: contentType } = fields;
  if (model !== PERMISSION || typeof codename !== 'string' || !Array.isArray(contentType)) return false;
  return /^(?:add|change|delete|view)_(.+)$/.exec(codename)?.[1] === contentType[1];
}
