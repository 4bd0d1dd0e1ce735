import type { JsonValue } from '../fixture/record.ts';

/**
 * `workflows.documentstate` has its natural key, `code`, as its primary key, and Django leaves primary keys
 * out of natural-key fixtures: the code is lost from the record while workflows still refer to it. The states
 * known from real systems can be told by name and description together.
 */
const KNOWN_STATES: readonly (readonly [code: string, name: string, description: string])[] = [
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
];

/** The one model whose lost primary key can be known again. */
export const DOCUMENT_STATE = 'workflows.documentstate';

const CODES = new Map(KNOWN_STATES.map(([code, name, description]) => [`${name}\0${description}`, code]));

/** The code of a document state, or null when (name, description) is not known: then it is not guessed. */
export function knownStateCode(fields: { readonly [field: string]: JsonValue }): string | null {
  const { name, description } = fields;
  if (typeof name !== 'string' || typeof description !== 'string') return null;
  return CODES.get(`${name}\0${description}`) ?? null;
}
