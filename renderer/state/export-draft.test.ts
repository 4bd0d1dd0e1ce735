import { describe, expect, it } from 'vitest';
import { EXPORT_ENDINGS, exportFormatSchema } from '../../preload/contract/export.ts';
import {
  type ExportDraft,
  effective,
  endingOf,
  FIRST_DRAFT,
  missingOf,
  recipientsOf,
} from './export-draft.ts';

const draft = (more: Partial<ExportDraft>): ExportDraft => ({ ...FIRST_DRAFT, ...more });
const chosen = { roots: ['documents.document:POL-1'], span: null, search: '' };

describe('the draft of an export', () => {
  it('begins as something that can be written at once', () => {
    expect(missingOf(FIRST_DRAFT, 'embedded', true)).toBeNull();
    expect(effective(FIRST_DRAFT)).toEqual(FIRST_DRAFT);
  });

  it('leaves away what its format has no place for, and has it again with another one', () => {
    const full = draft({
      ...{ format: 'pgdump', ending: '.dump', scope: 'selected', selection: chosen, keys: 'primary' },
      ...{ canonical: true, includeSecrets: true, configuration: { id: 'configuration-1', name: 'edms' } },
    });
    expect(effective(full)).toMatchObject({
      ...{ scope: 'all', keys: 'natural', canonical: false, configuration: null, includeSecrets: false },
    });
    expect(effective({ ...full, format: 'package' })).toEqual({ ...full, format: 'package' });
    expect(effective(draft({ format: 'sqlite', encryption: 'passphrase' })).encryption).toBe('none');
  });

  it('takes no secrets without the folder that they are in', () => {
    expect(effective(draft({ includeSecrets: true })).includeSecrets).toBe(false);
  });

  it('is of files alone only where there is a place for them', () => {
    expect(effective(draft({ scope: 'files' })).scope).toBe('files');
    expect(effective(draft({ scope: 'files', format: 'csv', ending: '.csv.zip' })).scope).toBe('all');
    expect(missingOf(draft({ scope: 'files' }), 'server', false)).toBe('storage');
    expect(missingOf(draft({ scope: 'files' }), 'server', true)).toBeNull();
    expect(missingOf(draft({ scope: 'files', format: 'fixture' }), 'server', false)).toBeNull();
  });

  it('says what it lacks', () => {
    expect(missingOf(draft({ format: 'pgdump' }), 'embedded', true)).toBe('server');
    expect(missingOf(draft({ format: 'pgdump' }), 'server', true)).toBeNull();
    expect(missingOf(draft({ scope: 'selected' }), 'server', true)).toBe('selection');
    expect(missingOf(draft({ scope: 'selected', selection: chosen }), 'server', true)).toBeNull();
    expect(missingOf(draft({ encryption: 'recipients', recipients: ' \n' }), 'server', true)).toBe(
      'recipients',
    );
    expect(missingOf(draft({ encryption: 'recipients', recipients: 'age1x' }), 'server', true)).toBeNull();
    // What a format cannot do is not missed.
    expect(missingOf(draft({ format: 'sqlite', encryption: 'recipients' }), 'server', true)).toBeNull();
  });

  it('reads recipients however they stand apart, each once', () => {
    expect(recipientsOf({ recipients: 'age1a\nage1b, age1a  age1c\n' })).toEqual(['age1a', 'age1b', 'age1c']);
  });

  it('has an ending for every format, and keeps one that fits', () => {
    expect(Object.keys(EXPORT_ENDINGS).sort()).toEqual([...exportFormatSchema.options].sort());
    expect(endingOf('package', '.zip')).toBe('.zip');
    expect(endingOf('csv', '.zip')).toBe('.csv.zip');
  });
});
