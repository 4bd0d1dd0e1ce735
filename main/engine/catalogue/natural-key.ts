import type { Catalogue, Model, NaturalKeyPart } from './catalogue.ts';
import { fieldOf, modelOf } from './model-lookup.ts';

/**
 * What the natural key of a model is made of, in the order of its values in a fixture; null for a model
 * without one. Paths that follow each other through the same foreign key are one reference, as wide as the
 * referenced model's own natural key: of `["can_review_document", "documents", "document"]` the last two name a
 * content type. Throws when the paths of the map are not the whole natural key of what they refer to.
 */
export function naturalKeyParts(model: Model, catalogue: Catalogue): readonly NaturalKeyPart[] | null {
  if (model.naturalKey === null) return null;
  const known = cache.get(model);
  if (known !== undefined) return known;
  const parts = readParts(model, model.naturalKey, catalogue);
  cache.set(model, parts);
  return parts;
}

/** Models are constants and their keys are asked for with every record. */
const cache = new WeakMap<Model, readonly NaturalKeyPart[]>();

function readParts(model: Model, paths: readonly string[], catalogue: Catalogue): readonly NaturalKeyPart[] {
  const parts: NaturalKeyPart[] = [];
  for (let at = 0; at < paths.length; ) {
    const [head = '', ...rest] = (paths[at] ?? '').split('.');
    const field = fieldOf(model, head);
    if (field === undefined) throw new Error(`The natural key of ${model.label} names no field ${head}`);
    if (rest.length === 0) {
      parts.push({ kind: 'value', field });
      at += 1;
      continue;
    }
    if (field.references === undefined) throw new Error(`${model.label}.${head} is no relation`);
    const target = modelOf(catalogue, field.references);
    const expected = (target.naturalKey ?? []).map((path) => `${head}.${path}`);
    const found = paths.slice(at, at + expected.length);
    if (expected.length === 0 || expected.some((path, index) => path !== found[index])) {
      throw new Error(`The natural key of ${model.label} does not hold the whole key of ${target.label}`);
    }
    parts.push({ kind: 'reference', field, model: target, width: expected.length });
    at += expected.length;
  }
  return parts;
}
