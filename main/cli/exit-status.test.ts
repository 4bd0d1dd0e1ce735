import { describe, expect, it } from 'vitest';
import type { RestoreReport } from '../engine/restore/report.ts';
import { statusOfError, statusOfReport } from './exit-status.ts';

describe('the exit status of an error', () => {
  it.each([
    ['USAGE', 2],
    ['POLICY_INVALID', 2],
    ['PROFILE_INVALID', 2],
    ['PROFILE_UNKNOWN', 5],
    ['SELECTION_EMPTY', 2],
    ['PACKAGE_TRUNCATED', 4],
    ['FIXTURE_NOT_JSON', 4],
    ['TARGET_UNREACHABLE', 5],
    ['STORAGE_FULL', 5],
    ['RESTORE_FAILED', 5],
    ['CANCELLED', 130],
    ['JOB_NOT_FOUND', 2],
    ['JOBS_STORE_NEWER', 1],
    ['INTERNAL', 1],
  ] as const)('of %s is %i', (code, status) => {
    expect(statusOfError(code)).toBe(status);
  });
});

describe('the exit status of a report', () => {
  const counts = { records: 4, created: 2, updated: 0, unchanged: 0, skipped: 2, failed: 0 };
  const report = (what: Partial<RestoreReport>): RestoreReport => ({
    ...counts,
    mode: 'selected',
    notSelected: 2,
    filesNotSelected: 1,
    removed: 0,
    state: 'completed',
    byModel: {},
    conflicts: [],
    problems: [],
    files: { copied: 1, unchanged: 0, skipped: 1, failed: 0 },
    verified: true,
    fieldsCompared: 9,
    notRestored: [],
    package: { path: '/p.zip', sha256: null },
    target: 'embedded:a',
    job: null,
    undoable: false,
    recovered: [],
    ownRecords: [],
    sideFile: null,
    adaptations: [],
    storageRoot: '/s',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    phases: {},
    ...what,
  });

  it('is 0 when all that was left out was left out on purpose', () => {
    expect(statusOfReport(report({}))).toBe(0);
  });

  it.each([
    ['a record was skipped for another reason', { notSelected: 1 }],
    ['a record failed', { created: 1, failed: 1 }],
    ['a file was skipped for another reason', { filesNotSelected: 0 }],
    ['a file failed', { files: { copied: 0, unchanged: 0, skipped: 1, failed: 1 } }],
    ['there is a finding', { problems: [{ code: 'X', severity: 'warning', message: 'Look.' }] }],
  ] as const)('is 3 when %s', (_, what) => {
    expect(statusOfReport(report(what))).toBe(3);
  });
});
