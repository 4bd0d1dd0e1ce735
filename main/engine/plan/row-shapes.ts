import type { BoundColumn, BoundManyToMany, BoundModel } from './binding.ts';
import type { RowShape } from './statements.ts';

/** The shapes that the rows of a plan have: records of a model mostly hold the same fields. */
export class RowShapes {
  readonly #shapes: RowShape[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #whole = new Map<BoundModel, number>();

  /** The number of the shape with these columns, which are in the map's order. */
  numberOf(
    bound: BoundModel,
    columns: readonly BoundColumn[],
    manyToMany: readonly BoundManyToMany[],
  ): number {
    // Nearly all records have every field: their shape is known without looking at names.
    const whole = columns.length === bound.columns.size && manyToMany.length === bound.manyToMany.size;
    const known = whole ? this.#whole.get(bound) : undefined;
    if (known !== undefined) return known;
    const names = [...columns, ...manyToMany].map((part) => part.field.name);
    const signature = `${bound.model.label} ${names.join(' ')}`;
    const present = this.#numbers.get(signature);
    if (present !== undefined) return present;
    const number = this.#shapes.push({ bound, columns, manyToMany }) - 1;
    this.#numbers.set(signature, number);
    if (whole) this.#whole.set(bound, number);
    return number;
  }

  get(number: number): RowShape {
    const shape = this.#shapes[number];
    if (!shape) throw new RangeError(`there is no row shape ${number}`);
    return shape;
  }
}
