import { describe, expect, it } from 'vitest';
import { statusOfError } from './exit-status.ts';

describe('the exit status of an error', () => {
  it.each([
    ['USAGE', 2],
    ['POLICY_INVALID', 2],
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
