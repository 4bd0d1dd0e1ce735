import type { Catalogue, Model } from '../catalogue/catalogue.ts';
import type { FixtureRecord, JsonValue } from '../fixture/record.ts';
import type { RecordIndex } from '../fixture/record-index.ts';
import type { PackageMatch } from './package-match.ts';
import { isSameValue } from './same-value.ts';

/** What two states have of one record: whether a value of the one means the same as that of the other. */
export class SameInPackage {
  readonly #catalogue: Catalogue;
  readonly #match: PackageMatch;
  readonly #index: RecordIndex;

  /** `index` is that of the package, which is the later state. */
  constructor(catalogue: Catalogue, match: PackageMatch, index: RecordIndex) {
    this.#catalogue = catalogue;
    this.#match = match;
    this.#index = index;
  }

  /** `own` is what `before` has in the field, `value` what the record of the package has. */
  isSame(name: string, before: FixtureRecord, own: JsonValue, value: JsonValue): boolean {
    const model = this.#catalogue.models.get(before.model);
    const field = model?.fields.find((one) => one.name === name);
    if (model === undefined) return isSameValue(undefined, own, value);
    if (field?.references !== undefined) return this.#isSameReference(field.references, own, value);
    const list = model.manyToMany.find((one) => one.name === name);
    if (list !== undefined) return this.#isSameList(list.references, own, value);
    const generic = model.genericReferences.find(({ objectIdField }) => objectIdField === name);
    if (generic !== undefined && this.#isSameObject(before.fields[generic.contentTypeField], own, value))
      return true;
    return isSameValue(field, own, value);
  }

  #isSameReference(references: string, own: JsonValue, value: JsonValue): boolean {
    if (own === null || value === null) return own === value;
    const model: Model | undefined = this.#catalogue.models.get(references);
    if (model === undefined) return isSameValue(undefined, own, value);
    const before = this.#match.referred(model, own);
    const now = this.#index.findValue(model, value) ?? -1;
    if (before >= 0 || now >= 0) return before === now;
    return referenceText(own) === referenceText(value);
  }

  #isSameList(references: string, own: JsonValue, value: JsonValue): boolean {
    if (!Array.isArray(own) || !Array.isArray(value)) return isSameValue(undefined, own, value);
    if (own.length !== value.length) return false;
    const left: JsonValue[] = [...value];
    return own.every((one) => {
      const at = left.findIndex((other) => this.#isSameReference(references, one, other));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
  }

  /** Whether two texts name the same row of the model that a content type names. */
  #isSameObject(contentType: JsonValue | undefined, own: JsonValue, value: JsonValue): boolean {
    if (!Array.isArray(contentType) || own === null || value === null) return false;
    const label = contentType.map(String).join('.').toLowerCase();
    const before = this.#match.byKey(label, String(own));
    return before >= 0 && before === this.#index.byPrimaryKey(label, String(value));
  }
}

function referenceText(value: JsonValue): string {
  return Array.isArray(value) ? value.map(String).join('\0') : String(value);
}
