import type { Problem } from '../problems.ts';

/** What a comparison with a package cannot tell, so that nobody takes its silence for an answer. */
export class NotToldApart {
  readonly #fields = { before: new Set<string>(), now: new Set<string>() };
  readonly #unknown = new Set<string>();
  readonly #nameless = new Map<string, number>();

  /** A field for which one of the two alone has a value. */
  addField(model: string, field: string, whose: 'before' | 'now'): void {
    this.#fields[whose].add(`${model}.${field}`);
  }

  /** A model that no version of the EDMS has that this program knows. */
  addUnknownModel(model: string): void {
    this.#unknown.add(model);
  }

  /** A record that has neither a name nor a number, and of which the later state has none with the same content. */
  addNameless(model: string): void {
    this.#nameless.set(model, (this.#nameless.get(model) ?? 0) + 1);
  }

  problems(): readonly Problem[] {
    return [
      ...this.#oneSided('before', 'earlier'),
      ...this.#oneSided('now', 'later'),
      ...[...this.#unknown].map(
        (model): Problem => ({
          code: 'MODEL_UNKNOWN',
          severity: 'note',
          message: `${model} is no model that this program knows: its records were matched by uuid or primary key.`,
          advice: 'In packages of two systems the same number may stand for two things.',
          where: { model },
        }),
      ),
      ...[...this.#nameless].map(
        ([model, count]): Problem => ({
          code: 'RECORDS_NOT_MATCHED',
          severity: 'warning',
          message: `${count} records of ${model} have neither a natural key nor a uuid nor a primary key: a changed one is told as one that was removed and one that was added.`,
          where: { model },
        }),
      ),
    ];
  }

  #oneSided(whose: 'before' | 'now', which: string): readonly Problem[] {
    const fields = [...this.#fields[whose]].sort();
    if (fields.length === 0) return [];
    return [
      {
        code: 'FIELDS_NOT_COMPARED',
        severity: 'warning',
        message: `The ${which} package alone has values for ${fields.join(', ')}: they were not compared.`,
        advice: 'The two packages were made by different versions of the EDMS.',
      },
    ];
  }
}
