import { EngineError } from '../errors.ts';
import { agree, counted } from '../figures.ts';
import type { CheckLevel, Preflight, PreflightCheck } from './preflight.ts';

/**
 * Lets a restore go on only when nothing stops it and every warning was confirmed by its id. A check that stops
 * cannot be confirmed away.
 *
 * Errors: `PREFLIGHT_STOPPED`, `PREFLIGHT_UNCONFIRMED`; their details hold all of the checks in question.
 */
export function requireAccepted(preflight: Preflight, accepted: readonly string[]): void {
  const stops = withLevel(preflight, 'stop');
  if (stops.length > 0) throw stopped(stops);
  const unconfirmed = withLevel(preflight, 'warn').filter(({ id }) => !accepted.includes(id));
  if (unconfirmed.length > 0) throw notConfirmed(unconfirmed);
}

function withLevel(preflight: Preflight, level: CheckLevel): readonly PreflightCheck[] {
  return preflight.checks.filter((check) => check.level === level);
}

function stopped(checks: readonly PreflightCheck[]): EngineError {
  return new EngineError({
    code: 'PREFLIGHT_STOPPED',
    message: `The pre-flight check found ${counted(checks.length, 'thing')} that ${agree(checks.length, 'forbids', 'forbid')} a restore (${idsOf(checks)}): ${checks[0]?.message ?? ''}`,
    consequence: 'Nothing was changed.',
    advice: checks[0]?.advice ?? '',
    details: listed(checks),
  });
}

function notConfirmed(checks: readonly PreflightCheck[]): EngineError {
  const options = checks.map(({ id }) => `--accept ${id}`).join(' ');
  return new EngineError({
    code: 'PREFLIGHT_UNCONFIRMED',
    message: `The pre-flight check found ${counted(checks.length, 'thing')} to be confirmed first (${idsOf(checks)}): ${checks[0]?.message ?? ''}`,
    consequence: 'Nothing was changed.',
    advice: `Mend it, or confirm it by name: ${options}`,
    details: listed(checks),
  });
}

function idsOf(checks: readonly PreflightCheck[]): string {
  return checks.map(({ id }) => id).join(', ');
}

function listed(checks: readonly PreflightCheck[]): string {
  return checks.map(({ id, message, advice }) => `${id}: ${message} ${advice}`).join('\n');
}
