import { describe, expect, it } from 'vitest';
import { EXPORT_ENDINGS } from '../../preload/contract/export.ts';
import { wordsOf } from '../../preload/contract/words/words.ts';
import { exportFormatOf } from '../engine/export/export-format.ts';
import { EXPORT_FORMATS } from '../engine/export/export-report.ts';
import { limitsOf } from '../engine/export/format-limits.ts';
import { namedFile, proposedName } from './export-place.ts';

const at = new Date(2025, 2, 9, 7, 5);

describe('the name of an export', () => {
  it('is proposed after the EDMS and the time', () => {
    expect(proposedName('embedded:office', '.tar.gz', false, at)).toBe(
      'edms-export-office-2025-03-09-0705.tar.gz',
    );
    expect(proposedName('postgresql://me@host:5432/edms?sslmode=require', '.dump', true, at)).toBe(
      'edms-export-edms-2025-03-09-0705.dump.age',
    );
    expect(proposedName('embedded:a b/..', '.zip', false, at)).toMatch(/^edms-export-[\w.-]+\.zip$/);
  });

  it('gets the ending of its format where it has none or one of another format', () => {
    expect(namedFile('/x/office', 'package', '.zip', false)).toBe('/x/office.zip');
    expect(namedFile('/x/office.zip', 'package', '.tar.gz', false)).toBe('/x/office.zip');
    expect(namedFile('/x/office.zip', 'csv', '.csv.zip', false)).toBe('/x/office.zip.csv.zip');
    expect(namedFile('/x/office.json', 'sqlite', '.sqlite', false)).toBe('/x/office.json.sqlite');
  });

  it('ends with .age just when it is encrypted', () => {
    expect(namedFile('/x/office.zip', 'package', '.zip', true)).toBe('/x/office.zip.age');
    expect(namedFile('/x/office.zip.age', 'package', '.zip', true)).toBe('/x/office.zip.age');
    expect(namedFile('/x/office.zip.age', 'package', '.zip', false)).toBe('/x/office.zip');
  });

  it('tells its format to the engine, with every ending', () => {
    for (const format of EXPORT_FORMATS)
      for (const ending of EXPORT_ENDINGS[format])
        expect(exportFormatOf(namedFile('/x/a', format, ending, false), null)).toBe(format);
  });
});

it('says in German what each format does not carry', () => {
  const { limits } = wordsOf('de').exports;
  const said = new Set<string>();
  for (const format of EXPORT_FORMATS)
    for (const storageRoot of [null, '/storage'])
      for (const select of [[], ['users.user:*']])
        for (const configuration of [null, '/edms'])
          for (const keys of ['natural', 'primary'] as const) {
            const asked = { format, keys, canonical: true, select, storageRoot, configuration };
            for (const filesOnly of [false, true])
              for (const { id } of limitsOf({ ...asked, filesOnly })) said.add(id);
          }
  expect(Object.keys(limits).sort()).toEqual([...said].sort());
});
