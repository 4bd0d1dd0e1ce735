import { type InventedFile, inventFile } from './files.ts';
import type { Key } from './keys.ts';
import { Dice, sha256 } from './random.ts';
import {
  type DocumentType,
  EXPORTED_AT,
  FIRST_PK,
  INSTALLED_AT,
  type Named,
  type Person,
  type System,
} from './system.ts';
import { DAY, HOUR } from './values.ts';
import { ACTIVITIES, SUBJECTS } from './words.ts';

/** The states on the way of a document from its draft to its successor. */
export const JOURNEY = [
  'DRAFT',
  'PENDING_REVIEW',
  'UNDER_REVIEW',
  'REVIEWED',
  'PENDING_APPROVAL',
  'UNDER_APPROVAL',
  'APPROVED_PENDING_EFFECTIVE',
  'EFFECTIVE',
  'SUPERSEDED',
] as const;

const EFFECTIVE = JOURNEY.indexOf('EFFECTIVE');

/** How many documents there are, and how many of them have a file. */
export interface Extent {
  readonly documents: number;
  readonly files: number;
}

/** What can be known of a document from its number alone, from 0. */
export interface DocumentFacts {
  readonly index: number;
  readonly key: Key;
  readonly uuid: string;
  readonly number: string;
  readonly title: string;
  readonly type: DocumentType;
  readonly source: Named;
  readonly major: number;
  readonly minor: number;
  readonly author: Person;
  readonly reviewer: Person;
  readonly approver: Person;
  /** How far it has come: index into {@link JOURNEY}. */
  readonly progress: number;
  /** Index of the document that it takes the place of; it may come later in the fixture. */
  readonly supersedes: number | null;
  readonly createdAt: number;
  /** Milliseconds between two steps of the journey. */
  readonly pace: number;
  readonly versions: number;
  readonly comments: number;
  readonly hasFile: boolean;
}

export function documentFacts(system: System, extent: Extent, index: number): DocumentFacts {
  const dice = new Dice(system.seed, 'document', index);
  const uuid = dice.uuid();
  const kinship = kinshipOf(extent, index);
  const type = new Dice(system.seed, 'kind', kinship.root).pick(system.types);
  const { major, minor } = kinship;
  const createdAt = INSTALLED_AT + 100 * DAY + dice.int(0, 500) * DAY + dice.int(0, 9 * HOUR);
  const year = new Date(INSTALLED_AT + (kinship.root % 700) * DAY).getUTCFullYear();
  const version = `v${two(major)}.${two(minor)}`;
  const number = `${type.code}-${year}-${String(kinship.root + 1).padStart(4, '0')}-${version}`;
  const subject = new Dice(system.seed, 'subject', kinship.root);
  return {
    index,
    key: documentKey(index, number),
    uuid,
    number,
    title: `${subject.pick(ACTIVITIES)} ${subject.pick(SUBJECTS)}`,
    type,
    source: dice.pick(system.sources),
    major,
    minor,
    author: dice.pick(system.authors),
    reviewer: dice.pick(system.reviewers),
    approver: dice.pick(system.approvers),
    progress: kinship.progress ?? dice.int(0, EFFECTIVE),
    supersedes: kinship.supersedes,
    createdAt,
    pace: dice.int(40, 30 * 60) * 60_000 + dice.int(0, 999),
    versions: dice.chance(0.25) ? 2 : 1,
    comments: dice.int(0, 2),
    hasFile: index < extent.files,
  };
}

export function reached(facts: DocumentFacts, step: (typeof JOURNEY)[number]): boolean {
  return facts.progress >= JOURNEY.indexOf(step);
}

/** The time at which a document came to a step of its journey. */
export function stepTime(facts: DocumentFacts, step: number): number {
  return Math.min(facts.createdAt + step * facts.pace, EXPORTED_AT - DAY + step);
}

export interface StoredFile extends InventedFile {
  /** Relative to `storage/`. */
  readonly path: string;
  readonly sha256: string;
}

/** The document's own file. */
export function documentFile(facts: DocumentFacts): StoredFile | null {
  if (!facts.hasFile) return null;
  const kind = (['docx', 'pdf', 'docx', 'txt'] as const)[facts.index % 4] ?? 'docx';
  const file = inventFile(kind, facts.title, paragraphs(facts));
  return stored(file, `documents/${facts.uuid}.${kind}`);
}

/** The file of the attachment that one document in six has. */
export function attachmentFile(facts: DocumentFacts): StoredFile | null {
  if (!facts.hasFile || facts.index % 6 !== 2) return null;
  const file = inventFile('txt', `Data for ${facts.number}`, ['Sample;Value', 'A;1.0', 'Б;0.25']);
  return stored(file, `media/attachments/${facts.uuid}.txt`);
}

function stored(file: InventedFile, path: string): StoredFile {
  return { ...file, path, sha256: sha256(file.bytes) };
}

function paragraphs(facts: DocumentFacts): readonly string[] {
  return [
    `Number: ${facts.number}`,
    `Author: ${facts.author.firstName} ${facts.author.lastName}`,
    'This document was invented to try out backups. It describes nothing that exists.',
  ];
}

interface Kinship {
  readonly root: number;
  readonly major: number;
  readonly minor: number;
  readonly progress: number | null;
  readonly supersedes: number | null;
}

/**
 * Of every four documents the first two are versions of one: the newer stands first in even groups, so that
 * it points forward in the fixture, and second in odd ones.
 */
function kinshipOf(extent: Extent, index: number): Kinship {
  const root = index - (index % 4);
  if (index % 4 > 1 || root + 1 >= extent.documents) {
    return { root: index, major: 1, minor: index % 4 === 3 ? 1 : 0, progress: null, supersedes: null };
  }
  const newer = (root / 4) % 2 === 0 ? root : root + 1;
  const older = newer === root ? root + 1 : root;
  return index === newer
    ? { root, major: 2, minor: 0, progress: EFFECTIVE, supersedes: older }
    : { root, major: 1, minor: 0, progress: EFFECTIVE + 1, supersedes: null };
}

function documentKey(index: number, number: string): Key {
  return { model: 'documents.document', pk: FIRST_PK.document + index, natural: [number] };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
