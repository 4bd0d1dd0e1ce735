import type { Problem } from '../problems.ts';

/** What is told of single records while they are read. */
const OF_RECORDS: ReadonlySet<string> = new Set(['REFERENCE_BROKEN', 'RECORD_TOO_LARGE']);

/**
 * What an earlier snapshot told of records: it holds of those that are as they were, which are not read again. Whatever
 * is read again, or is gone, is forgotten here.
 */
export class KeptProblems {
  readonly #earlier: readonly Problem[];
  #kept: readonly Problem[];

  /** `problems` are all those of the earlier snapshot. */
  constructor(problems: readonly Problem[]) {
    this.#earlier = problems.filter(({ code }) => OF_RECORDS.has(code));
    this.#kept = this.#earlier.filter(({ where }) => where?.model !== undefined && where.key !== undefined);
  }

  /** Forgets what was told of the records of a model: of all, or of those whose keys are meant. */
  forget(model: string, isMeant: (key: string) => boolean = () => true): void {
    if (this.#kept.length === 0) return;
    this.#kept = this.#kept.filter(
      ({ where }) => where?.model !== model || where.key === undefined || !isMeant(where.key),
    );
  }

  /** What still holds; and that there was more, where only the first ones of a kind were kept. */
  get left(): readonly Problem[] {
    const untold = this.#earlier.filter(({ where }) => where === undefined);
    return [...this.#kept, ...untold.map(more)];
  }
}

function more({ code, severity }: Problem): Problem {
  return {
    code,
    severity,
    message: 'The snapshot before had more of this kind, of records that may still be as they were.',
    advice: 'A full snapshot reads every record, and tells how many there are.',
  };
}
