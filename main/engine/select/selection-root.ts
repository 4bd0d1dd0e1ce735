import type { Catalogue, Model } from '../catalogue/catalogue.ts';
import { naturalKeyWidth } from '../fixture/natural-key.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { RecordIndex } from '../fixture/record-index.ts';

/** A root of a selection, `MODEL:KEY`, taken apart. */
export interface SelectionRoot {
  /** The model's label in lower case. */
  readonly label: string;
  /** `*` is all of the model. */
  readonly key: string;
}

/** Natural keys whose own values hold commas are found by trying where the parts end: never more of them than this. */
const MOST_PIECES = 12;

/** Takes a root apart; null when it is not of the form `app.model:key`. */
export function parseRoot(text: string): SelectionRoot | null {
  const match = /^\s*([a-z_]\w*\.[a-z_]\w*)\s*:([\s\S]+)$/i.exec(text);
  const [, label = '', key = ''] = match ?? [];
  return match ? { label: label.toLowerCase(), key } : null;
}

/**
 * The record that a root names, or -1: by natural key (its parts joined by commas), else by uuid (with or without
 * dashes), else by the primary key that the fixture gives it.
 */
export function findRoot(root: SelectionRoot, catalogue: Catalogue, index: RecordIndex): RecordNumber {
  const model = catalogue.models.get(root.label);
  if (!model) return -1;
  for (const values of naturalKeysOf(root.key, model, catalogue)) {
    const found = index.byNaturalKey(model.label, values);
    if (found >= 0) return found;
  }
  for (const uuid of uuidForms(root.key)) {
    const found = index.byUuid(model.label, uuid);
    if (found >= 0) return found;
  }
  return index.byPrimaryKey(model.label, root.key);
}

/** The ways in which a text can be the natural key of the model. */
function* naturalKeysOf(key: string, model: Model, catalogue: Catalogue): Generator<readonly string[]> {
  const width = naturalKeyWidth(model, catalogue);
  const pieces = key.split(',');
  if (width === 1) yield [key];
  else if (width > 1 && pieces.length <= MOST_PIECES) yield* divisions(pieces, width);
}

/** All ways to join neighbouring pieces so that `width` values are left. */
function* divisions(pieces: readonly string[], width: number): Generator<readonly string[]> {
  if (width === 1) {
    yield [pieces.join(',')];
    return;
  }
  for (let first = 1; first <= pieces.length - width + 1; first += 1) {
    const head = pieces.slice(0, first).join(',');
    for (const rest of divisions(pieces.slice(first), width - 1)) yield [head, ...rest];
  }
}

function uuidForms(key: string): readonly string[] {
  const digits = key.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return [key];
  return [digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), digits];
}
