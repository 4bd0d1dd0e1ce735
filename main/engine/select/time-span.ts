import type { Model } from '../catalogue/catalogue.ts';
import { EngineError } from '../errors.ts';
import type { FixtureRecord } from '../fixture/record.ts';
import { isDate, isDateTime } from '../fixture/values.ts';
import type { Selection } from '../plan/policy.ts';

/**
 * Fields that tell when the thing came to be that a business record is about; the first one that a model has
 * counts:
 * - `created_at`: documents, versions, dependencies, comments, document workflows, workflow rules, notifications
 *   and templates, audit configurations, encryption keys, certificates, certificate authorities, PDF generation
 *   logs, document templates and generations, placeholder links and caches, MFA devices, backup and restore jobs,
 *   disaster recovery plans;
 * - `timestamp`: audit trail, audit query logs, system events, login audits, database change log, compliance
 *   events, security events;
 * - `access_timestamp`: document access logs; `uploaded_at`: attachments; `started_at`: workflow instances,
 *   integrity checks, audit events; `transitioned_at`: document and workflow transitions; `signed_at`: digital
 *   signatures; `generated_at`: compliance reports; `login_timestamp`: user sessions; `changed_at`: configuration
 *   history; `checked_at`: health checks; `recorded_at`: system metrics; `action_time`: Django's admin log.
 *
 * A session only says when it expires, so no span selects it.
 */
const CREATION_FIELDS = [
  'created_at',
  'timestamp',
  'access_timestamp',
  'uploaded_at',
  'started_at',
  'transitioned_at',
  'signed_at',
  'generated_at',
  'login_timestamp',
  'changed_at',
  'checked_at',
  'recorded_at',
  'action_time',
];

/** The field of a business model by which a time span selects its records; null when there is none. */
export function creationField(model: Model): string | null {
  if (model.step !== 'business') return null;
  const times = new Set(model.fields.filter(({ type }) => type === 'DateTimeField').map(({ name }) => name));
  return CREATION_FIELDS.find((name) => times.has(name)) ?? null;
}

/** A span in milliseconds of Unix time, both ends in it. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a span of ISO 8601 times. A date alone means the whole day in UTC, and so does a time without a zone; an
 * open end is infinite. Error: `POLICY_INVALID`.
 */
export function parseSpan({ from, to }: NonNullable<Selection['span']>): TimeSpan {
  const span = {
    from: from === null ? Number.NEGATIVE_INFINITY : instant(from, 0),
    to: to === null ? Number.POSITIVE_INFINITY : instant(to, 24 * 60 * 60 * 1000 - 1),
  };
  if (span.from > span.to) throw invalid(`the time span ends (${to}) before it begins (${from})`);
  return span;
}

/** Whether a record was created in the span. */
export function isInSpan(record: FixtureRecord, field: string, span: TimeSpan): boolean {
  const value = record.fields[field];
  if (value === undefined || !isDateTime(value)) return false;
  const time = Date.parse(withZone(value));
  return time >= span.from && time <= span.to;
}

/** @param ofDay milliseconds into the day that a date without a time stands for. */
function instant(text: string, ofDay: number): number {
  if (isDate(text)) return Date.parse(`${text}T00:00:00Z`) + ofDay;
  const time = isDateTime(text) ? Date.parse(withZone(text)) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(`"${text}" is no date or time of the form 2025-12-31T23:59:59Z`);
  return time;
}

/** The text in the one form that JavaScript has to understand, in UTC where it names no zone. */
function withZone(text: string): string {
  const [, zone = '', hours = '', minutes = '00'] =
    /(Z|([+-]\d{2})(?::?(\d{2}))?)$/.exec(text.slice(10)) ?? [];
  const local = text.slice(0, text.length - zone.length).replace(' ', 'T');
  return local + (hours === '' ? 'Z' : `${hours}:${minutes}`);
}

function invalid(because: string): EngineError {
  return new EngineError({
    code: 'POLICY_INVALID',
    message: `The selection cannot be used: ${because}.`,
    consequence: 'Nothing was changed.',
    advice: 'Correct the time span of the selection.',
  });
}
