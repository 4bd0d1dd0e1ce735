import type { Catalogue, Field, ManyToManyField, Model } from './catalogue.ts';

/** The model with this label. Only for labels that the catalogue itself gave out: throws for others. */
export function modelOf(catalogue: Catalogue, label: string): Model {
  const model = catalogue.models.get(label);
  if (model === undefined) throw new Error(`The catalogue has no model ${label}`);
  return model;
}

/** The field with Django's name `name`; undefined when the model has none or it is many-to-many. */
export function fieldOf(model: Model, name: string): Field | undefined {
  return indexOf(model).fields.get(name);
}

/** The many-to-many field with Django's name `name`. */
export function manyToManyOf(model: Model, name: string): ManyToManyField | undefined {
  return indexOf(model).manyToMany.get(name);
}

/** The field that is the primary key. */
export function primaryKeyOf(model: Model): Field {
  const field = fieldOf(model, model.primaryKey);
  if (field === undefined) throw new Error(`${model.label} has no field ${model.primaryKey}`);
  return field;
}

interface ModelIndex {
  readonly fields: ReadonlyMap<string, Field>;
  readonly manyToMany: ReadonlyMap<string, ManyToManyField>;
}

/** Models are constants and fields are looked up for every value of a fixture. */
const indexes = new WeakMap<Model, ModelIndex>();

function indexOf(model: Model): ModelIndex {
  const known = indexes.get(model);
  if (known !== undefined) return known;
  const index: ModelIndex = {
    fields: new Map(model.fields.map((field) => [field.name, field])),
    manyToMany: new Map(model.manyToMany.map((field) => [field.name, field])),
  };
  indexes.set(model, index);
  return index;
}
