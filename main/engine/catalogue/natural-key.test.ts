import { describe, expect, it } from 'vitest';
import type { NaturalKeyPart } from './catalogue.ts';
import { edmsCatalogue } from './edms-catalogue.ts';
import { modelOf } from './model-lookup.ts';
import { naturalKeyParts } from './natural-key.ts';

const catalogue = edmsCatalogue();

function partsOf(label: string): readonly string[] | null {
  return naturalKeyParts(modelOf(catalogue, label), catalogue)?.map(written) ?? null;
}

function written(part: NaturalKeyPart): string {
  return part.kind === 'value'
    ? part.field.name
    : `${part.field.name} -> ${part.model.label} (${part.width})`;
}

describe('the parts of a natural key', () => {
  it('are values of the row', () => {
    expect(partsOf('contenttypes.contenttype')).toEqual(['app_label', 'model']);
  });

  it('join the values that name one related row', () => {
    expect(partsOf('auth.permission')).toEqual(['codename', 'content_type -> contenttypes.contenttype (2)']);
    expect(partsOf('users.userrole')).toEqual(['user -> users.user (1)', 'role -> users.role (1)']);
  });

  it('go through several relations', () => {
    expect(partsOf('workflows.documenttransition')).toEqual([
      'workflow -> workflows.documentworkflow (2)',
      'id',
    ]);
    expect(partsOf('backup.restorejob')).toEqual(['backup_job -> backup.backupjob (2)', 'uuid']);
  });

  it('are null for a model whose records keep their primary key', () => {
    expect(partsOf('audit.loginaudit')).toBeNull();
  });

  it('can be read for every model of the map', () => {
    for (const model of catalogue.models.values()) {
      const parts = naturalKeyParts(model, catalogue);
      const width = parts?.reduce((sum, part) => sum + (part.kind === 'value' ? 1 : part.width), 0) ?? null;
      expect(width, model.label).toBe(model.naturalKey?.length ?? null);
    }
  });

  it('must be the whole key of what they refer to', () => {
    const permission = modelOf(catalogue, 'auth.permission');
    const broken = { ...permission, naturalKey: ['codename', 'content_type.model'] };
    expect(() => naturalKeyParts(broken, catalogue)).toThrow(/whole key of contenttypes.contenttype/);
  });
});
