import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../preload/contract/words/words.ts';
import type { RestoreReport } from '../engine/restore/report.ts';
import { reportHtml } from './report-html.ts';

const counts = { records: 2, created: 1, updated: 0, unchanged: 0, skipped: 1, failed: 0 };

const report: RestoreReport = {
  ...counts,
  mode: 'merge',
  notSelected: 0,
  filesNotSelected: 0,
  removed: 0,
  state: 'completed with findings',
  byModel: { 'documents.document': counts },
  conflicts: [{ class: 'key-other-uuid', count: 1, decision: 'keep' }],
  problems: [{ code: 'X', severity: 'warning', message: 'Look & see', advice: 'Ask "them"' }],
  files: { copied: 1, unchanged: 0, skipped: 0, failed: 0 },
  verified: true,
  fieldsCompared: 12_345,
  notRestored: [
    {
      record: 1,
      model: 'documents.document',
      name: '<img src=x onerror="alert(1)">',
      result: 'skipped',
      reason: "No 'type' </td><script>alert(2)</script>",
    },
  ],
  package: { path: '/data/<b>.tar.gz', sha256: null },
  job: null,
  undoable: false,
  recovered: [],
  target: 'embedded:demo',
  storageRoot: null,
  sideFile: null,
  adaptations: [],
  startedAt: '2026-01-02T03:04:05.000Z',
  durationMs: 1500,
  ownRecords: [],
  phases: {},
};

describe('the report as HTML', () => {
  it('escapes whatever comes from a package and holds no script', () => {
    const html = reportHtml(report, wordsOf('en'));
    expect(html).not.toMatch(/<(script|img|b>\.tar)/i);
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
    expect(html).toContain('/data/&lt;b&gt;.tar.gz');
    expect(html).toContain('Look &amp; see');
  });

  it('says what happened, with the numbers of the language', () => {
    expect(reportHtml(report, wordsOf('en'))).toContain('12,345 fields read back');
    const german = reportHtml(report, wordsOf('de'));
    expect(german).toContain('lang="de"');
    expect(german).toContain('12.345 Felder');
  });
});
