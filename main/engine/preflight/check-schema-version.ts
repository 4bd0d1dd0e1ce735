import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { schemaDifferences } from '../database/schema-differences.ts';
import { agree, counted, listText } from '../figures.ts';
import { type EdmsVersion, versionOfPackage, versionOfSchema } from './edms-version.ts';
import { ok, type PreflightCheck, type PreflightInput, stop, warn } from './preflight.ts';

/**
 * Whether package and target are of the same version of the EDMS. A difference matters only where records have no
 * place in the target or the target asks for values that the package does not have.
 */
export async function checkSchemaVersion(input: PreflightInput): Promise<PreflightCheck> {
  const { target, inspection, plan } = input;
  const missing = ESSENTIAL_TABLES.filter((table) => !target.schema.tables.has(table));
  if (missing.length > 0) {
    return stop(
      'schema-version',
      `The target lacks ${counted(missing.length, 'table')} that an EDMS cannot be without: ${missing.join(', ')}.`,
      "Run the EDMS's migrations on this database first (manage.py migrate), then connect again.",
    );
  }
  const told = `The target is ${OF_TARGET[versionOfSchema(target.schema)]} (${counted(target.schema.tables.size, 'table')}), and the package ${OF_PACKAGE[await versionOfPackage(inspection, plan)]}${claimed(input)}`;
  const effects = [...homelessRecords(input), ...valuesToFill(input)];
  if (effects.length === 0) return ok('schema-version', `${told}.`);
  return warn(
    'schema-version',
    `${told}: ${effects.join(', and ')}.`,
    'Look at the differences in the preview; keep the package, for what has no place is only in it and in the side file.',
  );
}

/** Everything else of an EDMS refers to these. */
const ESSENTIAL_TABLES = [
  'django_content_type',
  'auth_permission',
  'auth_group',
  'users',
  'document_types',
  'document_sources',
  'documents',
];

const OF_TARGET: { readonly [version in EdmsVersion]: string } = {
  present: 'an EDMS of the present release',
  next: 'an EDMS of the next release',
  unknown: 'an EDMS of a version that is not known here',
};

const OF_PACKAGE: { readonly [version in EdmsVersion]: string } = {
  present: 'comes from the present release',
  next: 'comes from the next release',
  unknown: 'does not show which release it comes from',
};

function claimed({ inspection }: PreflightInput): string {
  const version = inspection.metadata?.edmsVersion;
  return version ? ` (${version})` : '';
}

/** Records of models that the target has no table for. */
function homelessRecords({ inspection, plan, target }: PreflightInput): readonly string[] {
  const hasPlace = (label: string) => {
    if (plan !== null) return plan.bound.has(label);
    return target.schema.tables.has(edmsCatalogue().models.get(label)?.table ?? '');
  };
  const homeless = inspection.models.filter(({ model, records }) => records > 0 && !hasPlace(model));
  if (homeless.length === 0) return [];
  const records = homeless.reduce((sum, model) => sum + model.records, 0);
  const models = listText(homeless.map(({ model }) => model));
  return [`${counted(records, 'record')} of ${models} ${agree(records, 'has', 'have')} no place in it`];
}

/** Columns that must have a value, that the package cannot know of, and that nobody has given a value for. */
function valuesToFill({ inspection, policy, target }: PreflightInput): readonly string[] {
  const labels = new Set(inspection.models.filter(({ records }) => records > 0).map(({ model }) => model));
  const columns = schemaDifferences(target.schema).flatMap(({ code, where }) => {
    if (code !== 'COLUMN_REQUIRED' || where?.model === undefined || !labels.has(where.model)) return [];
    const name = `${where.model}.${where.field}`;
    return name in policy.fills ? [] : [name];
  });
  if (columns.length === 0) return [];
  return [
    `${counted(columns.length, 'column')} of it ${agree(columns.length, 'needs', 'need')} a value that the package does not have (${listText(columns)})`,
  ];
}
