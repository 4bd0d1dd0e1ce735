import { nextVersion } from '../../../prisma/versions/next.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { SampleRecord } from '../testing/sample-records.ts';

type Fields = SampleRecord['fields'];

/** What the next release's Django writes of a document beyond the present fields. */
export const sensitivity = (fields: Fields = {}): Fields => ({
  sensitivity_label: 'CONFIDENTIAL',
  sensitivity_change_reason: 'it was asked for',
  sensitivity_set_at: '2026-01-02T03:04:05.678Z',
  sensitivity_set_by: ['author'],
  sensitivity_inherited_from: null,
  review_period_months: 24,
  last_review_date: null,
  next_review_date: '2027-01-02',
  last_reviewed_by: null,
  ...fields,
});

export const documentReview = (document: string, pk: number, fields: Fields = {}): SampleRecord => ({
  model: 'workflows.documentreview',
  pk,
  fields: {
    uuid: `00000000-0000-4000-9000-${String(pk).padStart(12, '0')}`,
    review_date: '2026-02-03',
    outcome: 'CONFIRMED',
    comments: 'as it should be',
    next_review_date: null,
    created_at: '2026-02-03T04:05:06.789Z',
    document: [document],
    reviewed_by: ['author'],
    ...fields,
  },
});

export const systemConfiguration = (key: string, pk: number): SampleRecord => ({
  model: 'documents.systemconfiguration',
  pk,
  fields: { key, value: '30', updated_at: '2026-02-03T04:05:06.789Z', updated_by: ['author'] },
});

/** The content type of a model and Django's permissions for it, which name it by its verbose name. */
export function kindOf(label: string, verboseName: string): readonly SampleRecord[] {
  const [app = '', model = ''] = label.split('.');
  const permission = (action: string): SampleRecord => ({
    model: 'auth.permission',
    fields: {
      name: `Can ${action} ${verboseName}`,
      content_type: [app, model],
      codename: `${action}_${model}`,
    },
  });
  return [
    { model: 'contenttypes.contenttype', fields: { app_label: app, model } },
    ...['add', 'change', 'delete', 'view'].map(permission),
  ];
}

/** Content types and permissions that only the next release has. */
export const nextKinds = (): readonly SampleRecord[] => [
  ...kindOf('workflows.documentreview', 'document review'),
  ...kindOf('documents.systemconfiguration', 'system configuration'),
];

/** A package of the present version as the next release would have exported it, with what only that one has. */
export function asNextRelease(records: readonly SampleRecord[]): readonly SampleRecord[] {
  const documents = records.filter(({ model }) => model === 'documents.document');
  const number = String(documents[0]?.fields.document_number);
  const author = documents[0]?.fields.author;
  return [
    ...records.filter((record) => !isDropped(record)).map(withNextFields),
    ...nextKinds(),
    documentReview(number, 1, { reviewed_by: author }),
    {
      ...systemConfiguration('session_minutes', 1),
      fields: { key: 'k', value: 'v', updated_at: NOW, updated_by: author },
    },
  ];
}

const NOW = '2026-02-03T04:05:06.789Z';

function withNextFields(record: SampleRecord): SampleRecord {
  const { fields, model } = record;
  if (model === 'documents.document')
    return { ...record, fields: { ...fields, ...sensitivity({ sensitivity_set_by: fields.author }) } };
  return model === 'audit.audittrail' ? { ...record, fields: { ...fields, session_id: null } } : record;
}

function isDropped({ model, fields }: SampleRecord): boolean {
  const named =
    model === 'contenttypes.contenttype'
      ? `${fields.app_label}.${fields.model}`
      : model === 'auth.permission' && Array.isArray(fields.content_type)
        ? fields.content_type.join('.')
        : model;
  const table = edmsCatalogue().models.get(named)?.table;
  return LEFTOVERS.includes(named) || (table !== undefined && nextVersion.droppedTables.includes(table));
}

/** Content types of dropped tables that no model stands for. */
const LEFTOVERS: readonly string[] = [
  'workflows.workflowtask',
  'scheduler.documentschedule',
  'scheduler.notificationqueue',
  'scheduler.systemhealthcheck',
  'scheduler.taskexecution',
];
