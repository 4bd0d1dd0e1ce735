import type { FixtureRecord } from '../../main/engine/fixture/record.ts';
import { auditRecords, changeLogRecords, eventRecords, loginRecords } from './audit-records.ts';
import {
  accessLogRecords,
  attachmentRecords,
  commentRecords,
  dependencyRecords,
  documentRecords,
  versionRecords,
} from './document-records.ts';
import type { Extent } from './documents.ts';
import {
  catalogueRecords,
  djangoRecords,
  roleRecords,
  scheduleRecords,
  userRecords,
  workflowTypeRecords,
} from './infrastructure.ts';
import { type Dialect, Writer } from './keys.ts';
import {
  backupRecords,
  certificateRecords,
  placeholderRecords,
  settingRecords,
} from './operation-records.ts';
import { inventSystem, type System } from './system.ts';
import { recordText } from './values.ts';
import { transitionRecords, workflowRecords } from './workflow-records.ts';

/** What is to be invented. Equal options give equal bytes. */
export interface InventOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Default `natural`. */
  readonly dialect?: Dialect;
  /** Number of documents; without it, as many as `records` asks for, or 6. */
  readonly documents?: number;
  /** Documents that have a file (the first ones); default all. */
  readonly files?: number;
  /**
   * Records in all, made up with access logs. It must leave room for what the documents bring along;
   * without it there are about three access logs a document.
   */
  readonly records?: number;
}

/** A fixture that has been decided on but not written: nothing of it is in memory. */
export interface Invention {
  readonly system: System;
  readonly extent: Extent;
  readonly writer: Writer;
  readonly accessLogs: number;
}

/** Records that a document brings along on average, with its share of access logs. */
const RECORDS_PER_DOCUMENT = 25;

/** Throws a `RangeError` when `records` cannot hold what `documents` brings along. */
export function invent(options: InventOptions): Invention {
  const { seed = 1, dialect = 'natural', records } = options;
  const system = inventSystem(seed);
  const writer = new Writer(dialect);
  const documents =
    options.documents ??
    (records === undefined ? 6 : Math.max(4, Math.floor((records - 500) / RECORDS_PER_DOCUMENT)));
  const extent = { documents, files: Math.min(options.files ?? documents, documents) };
  if (documents < 1) throw new RangeError('At least one document is needed.');
  const draft = { system, extent, writer, accessLogs: 0 };
  if (records === undefined) return { ...draft, accessLogs: documents * 3 + 1 };
  let others = 0;
  for (const _ of recordsOf({ ...draft, extent: { ...extent, files: 0 } })) others += 1;
  others += attachmentCount(extent);
  if (records < others) {
    throw new RangeError(`${documents} documents bring ${others} records along; ${records} are too few.`);
  }
  return { ...draft, accessLogs: records - others };
}

/** The records in the order in which the EDMS exports them: model by model. */
export function* recordsOf(invention: Invention): Generator<FixtureRecord> {
  const { system, extent, writer } = invention;
  yield* djangoRecords(system, writer);
  yield* scheduleRecords(writer);
  yield* userRecords(system, writer);
  yield* roleRecords(system, writer);
  yield* catalogueRecords(system, writer);
  yield* documentRecords(system, extent, writer);
  yield* versionRecords(system, extent, writer);
  yield* dependencyRecords(system, extent, writer);
  yield* accessLogRecords(system, extent, writer, invention.accessLogs);
  yield* commentRecords(system, extent, writer);
  yield* attachmentRecords(system, extent, writer);
  yield* workflowTypeRecords(system, writer);
  yield* workflowRecords(system, extent, writer);
  yield* transitionRecords(system, extent, writer);
  yield* auditRecords(system, extent, writer);
  yield* eventRecords(system, extent, writer);
  yield* loginRecords(system, extent, writer);
  yield* changeLogRecords(system, extent, writer);
  yield* certificateRecords(system, writer);
  yield* placeholderRecords(system, writer);
  yield* backupRecords(system, writer);
  yield* settingRecords(system, writer);
}

/** How many records of each model, and in all; filled while the fixture is written. */
export class RecordCounter {
  readonly models = new Map<string, number>();
  total = 0;

  add(record: FixtureRecord): void {
    this.total += 1;
    this.models.set(record.model, (this.models.get(record.model) ?? 0) + 1);
  }
}

/** The fixture's text as `dumpdata --indent 2` writes it, in pieces of some 64 thousand characters. */
export async function* fixtureChunks(
  invention: Invention,
  counter = new RecordCounter(),
): AsyncGenerator<string> {
  let piece = '[\n';
  for (const record of recordsOf(invention)) {
    piece += `${counter.total > 0 ? ',\n' : ''}${recordText(record)}`;
    counter.add(record);
    if (piece.length >= 65_536) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}\n]\n`;
}

/** Every sixth document from the third on has an attachment, if it has a file. */
function attachmentCount({ files }: Extent): number {
  return Math.floor((files + 3) / 6);
}
