import { nextVersion } from '../../../prisma/versions/next.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { LiveSchema } from '../database/live-schema.ts';
import type { Inspection } from '../package/inspection.ts';
import type { RestorePlan } from '../plan/create-plan.ts';

/**
 * The versions of the EDMS's database that are known (FORMATS, section 7): the present one, which the map
 * describes, and the release that follows it.
 */
export type EdmsVersion = 'present' | 'next' | 'unknown';

/** What only the next release has. */
const ADDED = {
  tables: nextVersion.addedModels.map(({ table }) => table),
  models: nextVersion.addedModels.map(({ label }) => label),
  documentField: 'sensitivity_label',
};

/** What the next release has no longer. */
const DROPPED_TABLES = nextVersion.droppedTables;

/** Which version a database is, by its tables and columns. */
export function versionOfSchema(schema: LiveSchema): EdmsVersion {
  const has = (table: string) => schema.tables.has(table);
  const kept = [...edmsCatalogue().tables.keys()].filter((table) => !DROPPED_TABLES.includes(table));
  if (!kept.every(has)) return 'unknown';
  const labelled = schema.tables.get('documents')?.columns.has(ADDED.documentField) === true;
  if (DROPPED_TABLES.every(has) && !ADDED.tables.some(has) && !labelled) return 'present';
  if (!DROPPED_TABLES.some(has) && ADDED.tables.every(has) && labelled) return 'next';
  return 'unknown';
}

/** Which version a package comes from, by what its records hold: both releases call themselves 1.0.0. */
export async function versionOfPackage(
  inspection: Inspection,
  plan: RestorePlan | null,
): Promise<EdmsVersion> {
  const present = new Set(inspection.models.filter(({ records }) => records > 0).map(({ model }) => model));
  if (ADDED.models.some((model) => present.has(model))) return 'next';
  const { models } = edmsCatalogue();
  const dropped = [...present].some((model) => DROPPED_TABLES.includes(models.get(model)?.table ?? ''));
  if (dropped) return 'present';
  const [document] = plan?.recordsOf.get('documents.document') ?? [];
  if (plan === null || document === undefined || plan.fixture.spool.brokenBecause(document) !== null)
    return 'unknown';
  const [record] = await plan.fixture.spool.read([document]);
  if (record === undefined) return 'unknown';
  return ADDED.documentField in record.fields ? 'next' : 'present';
}
