import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { modelOf } from '../catalogue/model-lookup.ts';
import { creationField } from './time-span.ts';

const catalogue = edmsCatalogue();
const fieldOf = (label: string) => creationField(modelOf(catalogue, label));

describe('when a business record was created', () => {
  it('is told for every model but sessions, which only say when they expire', () => {
    const silent = [...catalogue.models.values()]
      .filter((model) => model.step === 'business' && !model.through && creationField(model) === null)
      .map(({ label }) => label);
    expect(silent).toEqual(['sessions.session']);
  });

  it.each([
    ['documents.document', 'created_at'],
    ['audit.audittrail', 'timestamp'],
    ['audit.auditquerylog', 'timestamp'],
    ['documents.documentaccesslog', 'access_timestamp'],
    ['documents.documentattachment', 'uploaded_at'],
    ['workflows.workflowinstance', 'started_at'],
    ['workflows.documenttransition', 'transitioned_at'],
    ['security.digitalsignature', 'signed_at'],
    ['placeholders.documentgeneration', 'created_at'],
    ['settings.configurationhistory', 'changed_at'],
    ['admin.logentry', 'action_time'],
  ])('is %s.%s', (label, field) => {
    expect(fieldOf(label)).toBe(field);
  });

  it('is asked of business data only', () => {
    expect(fieldOf('users.user')).toBeNull();
    expect(fieldOf('documents.documenttype')).toBeNull();
  });
});
