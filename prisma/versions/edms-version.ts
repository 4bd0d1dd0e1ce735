import type { Field } from '../../main/engine/catalogue/catalogue.ts';

/**
 * How a version of the EDMS differs from the map (`schema.prisma`, the present version). Only what the database
 * itself cannot tell stands here: its columns, types and constraints are introspected.
 */
export interface EdmsVersion {
  readonly name: string;
  /** What Django knows of the columns that this version adds, by label of the model. */
  readonly addedFields: { readonly [label: string]: readonly Field[] };
  /** Models that the map has not; their columns are the database's. */
  readonly addedModels: readonly AddedModel[];
  /** Tables of the map that this version has not any more. */
  readonly droppedTables: readonly string[];
  /** Fields (`audit.audittrail.session_id`) that may be null in this version and not in the map. */
  readonly nullableFields: readonly string[];
}

export interface AddedModel {
  /** `workflows.documentreview` */
  readonly label: string;
  readonly table: string;
  readonly step: 'infrastructure' | 'business';
}
