import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Target } from '../database/target.ts';
import { type KeyQuery, keyQuery, type RecordQuery, recordQuery } from '../export/record-query.ts';
import type { BoundModel } from '../plan/binding.ts';

/** The name under which the changes of files stand among those of models. */
export const FILES = 'files';

/** Times are kept to the microsecond, as the database has them. */
export const VALUES = { canonical: false, precise: true };

/** What reads the records of a model in the form in which snapshots keep them. */
export function snapshotQuery(bound: BoundModel, catalogue: Catalogue, { schema }: Target): RecordQuery {
  return recordQuery(bound, { catalogue, schema, keys: 'natural', canonical: false });
}

/** What reads the natural keys of a model, as they stand in the records that refer to it. */
export function snapshotKeyQuery(bound: BoundModel, catalogue: Catalogue, { schema }: Target): KeyQuery {
  return keyQuery(bound, { catalogue, schema, keys: 'natural', canonical: false });
}
