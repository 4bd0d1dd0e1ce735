/** Where in a package or target something was found. Every part is optional; what is known is given. */
export interface Place {
  /** Path of the entry inside the package, or of the file on disk when there is no package around it. */
  readonly entry?: string;
  /** Offset in bytes from the start of the entry. */
  readonly byte?: number;
  /** Number of the record in the fixture, from 1. */
  readonly record?: number;
  /** Django label of the model, `documents.document`. */
  readonly model?: string;
  readonly field?: string;
  /** The natural key, uuid or primary key that names the record to a person. */
  readonly key?: string;
}

/** `error`: something is lost or wrong; `warning`: needs a look; `note`: good to know. */
export type Severity = 'error' | 'warning' | 'note';

/**
 * A finding about a package, a plan or a restore. It does not stop the work; what stops it is an
 * `EngineError`. Many findings of one kind are counted: the first ones are kept as examples.
 */
export interface Problem {
  /** Stable upper-case code, `FILE_MISSING`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence for the person. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
  readonly where?: Place;
}

/** Whether nobody needs to look: there are notes at most. */
export function isWell(problems: readonly Problem[]): boolean {
  return problems.every(({ severity }) => severity === 'note');
}

/** Keeps the first problems of each code and counts the rest, so that bad input cannot fill the memory. */
export class ProblemList {
  readonly #limitPerCode: number;
  readonly #kept: Problem[] = [];
  readonly #counts = new Map<string, number>();
  readonly #severities = new Map<string, Severity>();

  constructor(limitPerCode = 100) {
    this.#limitPerCode = limitPerCode;
  }

  add(problem: Problem): void {
    const count = (this.#counts.get(problem.code) ?? 0) + 1;
    this.#counts.set(problem.code, count);
    this.#severities.set(problem.code, problem.severity);
    if (count <= this.#limitPerCode) this.#kept.push(problem);
  }

  /** The number of problems found, kept or not. */
  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  countOf(code: string): number {
    return this.#counts.get(code) ?? 0;
  }

  /** The kept problems, errors first, and one note for each code of which more were found than kept. */
  toArray(): readonly Problem[] {
    const rank: Record<Severity, number> = { error: 0, warning: 1, note: 2 };
    const overflow: Problem[] = [];
    for (const [code, count] of this.#counts) {
      if (count <= this.#limitPerCode) continue;
      overflow.push({
        code,
        severity: this.#severities.get(code) ?? 'note',
        message: `${count - this.#limitPerCode} more of this kind (${count} in all).`,
      });
    }
    return [...this.#kept, ...overflow].sort((a, b) => rank[a.severity] - rank[b.severity]);
  }
}
