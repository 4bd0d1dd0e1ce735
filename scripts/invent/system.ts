import { contentTypes, permissions } from './django-schema.ts';
import type { Key } from './keys.ts';
import { Dice } from './random.ts';
import { DAY, HOUR } from './values.ts';
import { PEOPLE } from './words.ts';

/** When the invented package was exported, and when its EDMS was installed. */
export const EXPORTED_AT = Date.UTC(2026, 1, 3, 9, 15, 27, 418);
export const INSTALLED_AT = Date.UTC(2024, 0, 8, 7, 30, 0, 0);

export interface Person {
  readonly key: Key;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly joinedAt: number;
  readonly administrator: boolean;
}

export interface Named {
  readonly key: Key;
  readonly name: string;
}

export interface DocumentType extends Named {
  readonly code: string;
}

/** Everything that exists once in the invented EDMS, however many documents there are. */
export interface System {
  readonly seed: number;
  readonly contentTypes: ReadonlyMap<string, Key>;
  readonly permissions: ReadonlyMap<string, Key>;
  readonly groups: ReadonlyMap<string, Key>;
  readonly people: readonly Person[];
  readonly administrator: Person;
  readonly authors: readonly Person[];
  readonly reviewers: readonly Person[];
  readonly approvers: readonly Person[];
  readonly types: readonly DocumentType[];
  readonly sources: readonly Named[];
  readonly states: ReadonlyMap<string, Key>;
}

export const GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Readers', ['view_document', 'view_documentversion']],
  ['Authors', ['view_document', 'add_document', 'change_document', 'add_documentattachment']],
  ['Reviewers', ['view_document', 'can_review_document', 'add_documentcomment']],
  ['Approvers', ['can_approve_document', 'can_review_document', 'view_document']],
  ['Senior approvers', ['can_approve_document', 'can_senior_approve_document']],
  ['Guests', []],
]);

export const DOCUMENT_TYPES = [
  ['SOP', 'Operating procedure'],
  ['WI', 'Work instruction'],
  ['PRT', 'Protocol'],
  ['RPT', 'Report'],
  ['SPEC', 'Specification'],
  ['FORM', 'Form'],
  ['MAN', 'Manual — Handbuch'],
] as const;

export const SOURCES = [
  ['Written in the EDMS', 'original_digital'],
  ['Scanned paper', 'scanned_paper'],
  ['Taken over from the old system', 'imported_system'],
  ['Uploaded by a supplier', 'web_upload'],
] as const;

/** The states that real systems have: code, name, description (FORMATS, section 2). */
export const STATES = [
  ['APPROVED', 'Approved', 'Approved and ready to be effective'],
  ['APPROVED_AND_EFFECTIVE', 'Approved and Effective', ''],
  ['APPROVED_PENDING_EFFECTIVE', 'Approved - Pending Effective', ''],
  ['DRAFT', 'Draft', 'Initial draft state'],
  ['EFFECTIVE', 'Approved and Effective', 'Document is effective and in use'],
  ['IN_REVIEW', 'In Review', 'Document is under review'],
  ['OBSOLETE', 'Obsolete', 'No longer in use'],
  ['PENDING_APPROVAL', 'Pending Approval', 'Waiting for approval'],
  ['PENDING_EFFECTIVE', 'Approved, Pending Effective', ''],
  ['PENDING_OBSOLETE', 'Pending Obsoletion', ''],
  ['PENDING_OBSOLETION', 'Pending Obsoletion', 'Document is pending obsoletion approval'],
  ['PENDING_REVIEW', 'Pending Review', 'Waiting for review assignment'],
  ['REVIEW_COMPLETED', 'Review Completed', 'Review completed, awaiting approval'],
  ['REVIEWED', 'Reviewed', 'Document has been reviewed and approved by reviewer'],
  ['SUPERSEDED', 'Superseded', 'Replaced by newer version'],
  ['TERMINATED', 'Terminated', 'Workflow terminated early'],
  ['UNDER_APPROVAL', 'Under Approval', 'Currently being approved'],
  ['UNDER_REVIEW', 'Under Review', 'Currently being reviewed'],
] as const;

/** Old primary keys start at different numbers, so that one taken for another is noticed. */
export const FIRST_PK = {
  user: 41,
  document: 5001,
  workflow: 3001,
} as const;

export function inventSystem(seed: number): System {
  const people = inventPeople(seed);
  const [administrator] = people;
  if (!administrator) throw new RangeError('An EDMS needs an administrator.');
  const staff = people.slice(1);
  return {
    seed,
    contentTypes: contentTypeKeys(),
    permissions: permissionKeys(),
    groups: new Map(
      [...GROUPS.keys()].map((name, index) => [
        name,
        { model: 'auth.group', pk: index + 2, natural: [name] },
      ]),
    ),
    people,
    administrator,
    authors: staff.filter((_, index) => index % 3 === 0),
    reviewers: staff.filter((_, index) => index % 3 === 1),
    approvers: staff.filter((_, index) => index % 3 === 2),
    types: DOCUMENT_TYPES.map(([code, name], index) => ({
      key: { model: 'documents.documenttype', pk: index + 3, natural: [code] },
      code,
      name,
    })),
    sources: SOURCES.map(([name], index) => ({
      key: { model: 'documents.documentsource', pk: index + 2, natural: [name] },
      name,
    })),
    states: new Map(
      STATES.map(([code]) => [code, { model: 'workflows.documentstate', pk: code, natural: [code] }]),
    ),
  };
}

/** The entry of a map that must be there: the generator itself names it. */
export function entryOf<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new RangeError(`The invented EDMS has no ${String(key)}.`);
  return value;
}

function inventPeople(seed: number): readonly Person[] {
  const names = [['Root', 'Administrator', 'admin'] as const, ...PEOPLE];
  return names.map(([firstName, lastName, username], index) => ({
    key: { model: 'users.user', pk: FIRST_PK.user + index * 2, natural: [username] },
    username,
    firstName,
    lastName,
    joinedAt: INSTALLED_AT + index * 3 * DAY + new Dice(seed, 'joined', index).int(0, 8 * HOUR),
    administrator: index === 0,
  }));
}

function contentTypeKeys(): ReadonlyMap<string, Key> {
  return new Map(
    contentTypes().map(({ app, model }, index) => [
      `${app}.${model}`,
      { model: 'contenttypes.contenttype', pk: index + 1, natural: [app, model] },
    ]),
  );
}

/** By code name: those of documents are the only ones that the invented groups use. */
function permissionKeys(): ReadonlyMap<string, Key> {
  return new Map(
    permissions().map(({ app, model, codename }, index) => [
      codename,
      { model: 'auth.permission', pk: index + 1, natural: [codename, app, model] },
    ]),
  );
}
