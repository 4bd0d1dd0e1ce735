import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../engine/export/export-report.ts';
import { type LimitedRequest, limitsOf, limitsTable } from '../engine/export/format-limits.ts';
import { helpText } from './help.ts';

const request = (more: Partial<LimitedRequest> = {}): LimitedRequest => ({
  ...{ format: 'package', keys: 'natural', canonical: false, select: [], storageRoot: '/storage' },
  ...more,
});
const ids = (more: Partial<LimitedRequest>) => limitsOf(request(more)).map(({ id }) => id);

describe('what an export does not carry', () => {
  it('depends on format and options', () => {
    expect(ids({})).toEqual([
      'sessions',
      'configuration-unnamed',
      'unknown-tables',
      'database-objects',
      'milliseconds',
    ]);
    expect(ids({ storageRoot: null })).toContain('files-unnamed');
    expect(ids({ select: ['users.user:*'] })).toContain('files-unselected');
    expect(ids({ filesOnly: true })).toEqual(['records', 'configuration-unnamed']);
    expect(ids({ configuration: '/edms' })).toContain('secrets');
    expect(ids({ configuration: '/edms', includeSecrets: true })).not.toContain('secrets');
    expect(ids({ canonical: true })).not.toContain('same-numbers');
    expect(ids({ canonical: true, keys: 'primary' })).toContain('same-numbers');
    expect(ids({ canonical: true, format: 'sqlite' })).toContain('same-numbers');
    for (const format of EXPORT_FORMATS.slice(1)) expect(ids({ format })).toContain('files');
  });

  it('is said in the README and in the help', async () => {
    expect(await readFile(path.resolve('README.md'), 'utf8')).toContain(limitsTable());
    const help = helpText('export').replace(/\s+/g, ' ');
    for (const format of EXPORT_FORMATS) {
      for (const { text } of limitsOf(request({ format }))) expect(help).toContain(text.slice(0, -1));
    }
  });
});
