import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { ok, type PreflightCheck, stop, warn, worstLevel } from './preflight.ts';
import { requireAccepted } from './require-accepted.ts';

const preflight = (...checks: readonly PreflightCheck[]) => ({
  level: worstLevel(checks.map(({ level }) => level)),
  checks,
});

const fine = ok('connection', 'The target answers.');
const amber = warn('writers', 'One session works.', 'Stop the EDMS.');
const clock = warn('clock', 'Five minutes apart.', 'Set the clocks right.');
const red = stop('storage-space', 'It does not fit.', 'Make room.');

function refused(...given: Parameters<typeof requireAccepted>): EngineError {
  try {
    requireAccepted(...given);
  } catch (error) {
    if (error instanceof EngineError) return error;
  }
  throw new Error('It was let through.');
}

describe('what a restore may go on with', () => {
  it('is what has no concern, or what was confirmed by name', () => {
    expect(requireAccepted(preflight(fine), [])).toBeUndefined();
    expect(requireAccepted(preflight(fine, amber, clock), ['clock', 'writers'])).toBeUndefined();
  });

  it('is nothing that was not confirmed; the error names all that is left, and how', () => {
    expect(refused(preflight(fine, amber, clock), ['locks']).plain).toMatchObject({
      code: 'PREFLIGHT_UNCONFIRMED',
      message:
        'The pre-flight check found 2 things to be confirmed first (writers, clock): One session works.',
      consequence: 'Nothing was changed.',
      advice: 'Mend it, or confirm it by name: --accept writers --accept clock',
    });
    expect(refused(preflight(amber, clock), ['clock']).plain.advice).not.toContain('--accept clock');
  });

  it('is never what stops, confirmed or not', () => {
    expect(refused(preflight(amber, red), ['storage-space', 'writers']).plain).toMatchObject({
      code: 'PREFLIGHT_STOPPED',
      message: 'The pre-flight check found 1 thing that forbids a restore (storage-space): It does not fit.',
      advice: 'Make room.',
      details: 'storage-space: It does not fit. Make room.',
    });
  });
});
