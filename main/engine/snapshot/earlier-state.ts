import type { FixtureRecord } from '../fixture/record.ts';
import { parseRecord } from '../fixture/scan-record.ts';
import type { BlobStore } from '../repository/repository.ts';
import type { Line } from './lines.ts';
import type { Manifest } from './manifest.ts';
import { readTable } from './read-table.ts';

/** A record of the earlier of two states; a record that is not looked at is not parsed. */
export interface StateRecord {
  /** What tells it from all others of its model in this state: JSON. */
  readonly key: string;
  /** Under which key a person is shown it: JSON. */
  readonly shownKey: string;
  /** Its primary key as a package has it; null where none is known. */
  readonly primaryKey: string | null;
  /** The record as a snapshot has it: what has a natural key is referred to by that. */
  readonly record: () => FixtureRecord;
  /** The same on one line. */
  readonly text: () => string;
}

/** What a package is compared with: a snapshot, or another package. */
export interface EarlierState {
  /** Its models, and how many records of each are compared. */
  readonly tables: readonly { readonly model: string; readonly records: number }[];
  /** A package need not carry what Django puts into every database, nor all fields that the EDMS has. */
  readonly kind: 'snapshot' | 'package';
  /** The records of a model, some hundred at a time; the same ones in the same order at each call. */
  records(model: string): AsyncIterable<readonly StateRecord[]>;
  /** Its files, sorted by their paths; null where it says nothing of files. */
  files(): AsyncIterable<readonly Line[]> | null;
  /** How many records are broken or repeat another one, so that they are not compared. */
  readonly passedOver: number;
}

/** Numbers that are not what JavaScript makes of them: with a point, an exponent or many digits. */
const INEXACT = /(?:"\s*:|[[,])\s*-?(?:\d+[.eE]|\d{16})/;

/** A snapshot as the earlier state. Errors while it is read: `REPOSITORY_DAMAGED`. */
export function snapshotState(blobs: BlobStore, { tables, files }: Manifest): EarlierState {
  return {
    tables,
    kind: 'snapshot',
    passedOver: 0,
    async *records(model) {
      const segments = tables.find((table) => table.model === model)?.segments ?? [];
      for await (const lines of readTable(blobs, segments))
        yield lines.flatMap(({ key, text }) => (text === null ? [] : [stateRecord(model, key, text)]));
    },
    files: () => files && readTable(blobs, files.segments),
  };
}

function stateRecord(model: string, key: string, text: string): StateRecord {
  return {
    key,
    shownKey: key,
    primaryKey: key.startsWith('"') ? String(JSON.parse(key)) : key,
    record: () => parseRecord(text, INEXACT.test(text), model),
    text: () => text,
  };
}
