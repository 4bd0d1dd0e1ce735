import type { FixtureRecord, JsonValue } from '../../main/engine/fixture/record.ts';
import {
  attachmentFile,
  type DocumentFacts,
  documentFacts,
  documentFile,
  type Extent,
  JOURNEY,
  reached,
  stepTime,
} from './documents.ts';
import { numbered } from './infrastructure.ts';
import type { Key, Writer } from './keys.ts';
import { Dice } from './random.ts';
import { EXPORTED_AT, type System } from './system.ts';
import { DAY, day, duration, exactly, float, HOUR, MINUTE, moment } from './values.ts';
import { ADDRESSES, BROWSERS, REASONS, REMARKS } from './words.ts';

/** Django's choices for a document's status, for each step of the journey. */
const STATUSES = [
  'DRAFT',
  'PENDING_REVIEW',
  'UNDER_REVIEW',
  'REVIEW_COMPLETED',
  'PENDING_APPROVAL',
  'UNDER_APPROVAL',
  'APPROVED_PENDING_EFFECTIVE',
  'EFFECTIVE',
  'SUPERSEDED',
] as const;

export function statusOf(facts: DocumentFacts): string {
  return STATUSES[facts.progress] ?? 'DRAFT';
}

export function versionLabel(facts: DocumentFacts): string {
  return `${String(facts.major).padStart(2, '0')}.${String(facts.minor).padStart(2, '0')}`;
}

export function* documentRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  for (const facts of allDocuments(system, extent)) {
    const dice = new Dice(system.seed, 'document-record', facts.index);
    const file = documentFile(facts);
    const older = facts.supersedes === null ? null : documentFacts(system, extent, facts.supersedes);
    const effective = reached(facts, 'EFFECTIVE');
    const effectiveAt = stepTime(facts, JOURNEY.indexOf('EFFECTIVE'));
    yield writer.record(facts.key, {
      uuid: facts.uuid,
      document_number: facts.number,
      title: facts.title,
      description: dice.chance(0.3) ? '' : `${facts.title}: who does what, when, and how it is recorded.`,
      keywords: dice.chance(0.5) ? '' : 'hygiene, GMP, Prüfung',
      version_major: facts.major,
      version_minor: facts.minor,
      document_type: writer.ref(facts.type.key),
      document_source: writer.ref(facts.source.key),
      status: statusOf(facts),
      priority: dice.pick(['low', 'normal', 'normal', 'normal', 'high', 'critical']),
      author: writer.ref(facts.author.key),
      reviewer: reached(facts, 'PENDING_REVIEW') ? writer.ref(facts.reviewer.key) : null,
      approver: reached(facts, 'PENDING_APPROVAL') ? writer.ref(facts.approver.key) : null,
      file_name: file ? `${facts.title.slice(0, 40).trim()}.${file.extension}` : '',
      file_path: file ? `storage/${file.path}` : '',
      file_size: file ? file.bytes.length : null,
      file_checksum: file ? file.sha256 : '',
      mime_type: file ? file.mimeType : '',
      is_encrypted: false,
      encryption_metadata: {},
      created_at: moment(facts.createdAt),
      updated_at: moment(stepTime(facts, facts.progress) + 31),
      review_date: reached(facts, 'REVIEWED') ? moment(stepTime(facts, 3)) : null,
      approval_date: reached(facts, 'APPROVED_PENDING_EFFECTIVE') ? moment(stepTime(facts, 6)) : null,
      effective_date: effective ? day(effectiveAt) : null,
      review_due_date: effective ? day(effectiveAt + 730 * DAY) : null,
      obsolete_date: statusOf(facts) === 'SUPERSEDED' ? day(stepTime(facts, 8)) : null,
      obsolescence_date: null,
      obsolescence_reason: '',
      obsoleted_by: null,
      reason_for_change: older ? dice.pick(REASONS) : '',
      change_summary: older ? `Takes the place of ${older.number}` : '',
      supersedes: writer.ref(older?.key ?? null),
      is_active: statusOf(facts) !== 'SUPERSEDED',
      requires_training: dice.chance(0.2),
      is_controlled: true,
      search_vector: '',
      metadata: documentMetadata(facts.index, dice),
    });
  }
}

export function* versionRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  let pk = 7001;
  for (const facts of allDocuments(system, extent)) {
    for (let version = 0; version < facts.versions; version += 1) {
      const minor = facts.minor + version;
      yield writer.record(
        { model: 'documents.documentversion', pk, natural: [facts.number, facts.major, minor] },
        {
          uuid: new Dice(system.seed, 'version', facts.index, version).uuid(),
          document: writer.ref(facts.key),
          version_major: facts.major,
          version_minor: minor,
          version_comment: version === 0 ? '' : 'Spelling',
          file_name: '',
          file_path: '',
          file_size: null,
          file_checksum: '',
          created_at: moment(facts.createdAt + 9 + version * HOUR),
          created_by: writer.ref(facts.author.key),
          status: version === 0 ? 'DRAFT' : statusOf(facts),
          change_summary: version === 0 ? 'First draft' : 'Spelling corrected',
          reason_for_change: '',
          metadata: { document_type: facts.type.name, initial_version: version === 0 },
        },
      );
      pk += 1;
    }
  }
}

/** Number of documents back that this one depends on, 0 for none. */
function dependencyOf(system: System, index: number): number {
  const dice = new Dice(system.seed, 'dependency', index);
  return index >= 4 && dice.chance(0.4) ? dice.int(1, 4) : 0;
}

export function* dependencyRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  let pk = 801;
  for (const facts of allDocuments(system, extent)) {
    const back = dependencyOf(system, facts.index);
    if (back === 0) continue;
    const other = documentFacts(system, extent, facts.index - back);
    const dice = new Dice(system.seed, 'dependency-record', facts.index);
    const type = dice.pick(['REFERENCE', 'TEMPLATE', 'INCORPORATES', 'SUPPORTS', 'IMPLEMENTS']);
    yield writer.record(
      { model: 'documents.documentdependency', pk, natural: [facts.number, other.number, type] },
      {
        uuid: dice.uuid(),
        document: writer.ref(facts.key),
        depends_on: writer.ref(other.key),
        dependency_type: type,
        description: '',
        is_critical: dice.chance(0.1),
        created_at: moment(facts.createdAt + 20 * MINUTE),
        created_by: writer.ref(facts.author.key),
        is_active: true,
        metadata: {},
      },
    );
    pk += 1;
  }
}

/** `total` access logs, spread evenly over the documents. */
export function* accessLogRecords(
  system: System,
  extent: Extent,
  writer: Writer,
  total: number,
): Generator<FixtureRecord> {
  let pk = 90_001;
  for (const facts of allDocuments(system, extent)) {
    const count = Math.floor(total / extent.documents) + (facts.index < total % extent.documents ? 1 : 0);
    for (let access = 0; access < count; access += 1) {
      const dice = new Dice(system.seed, 'access', facts.index, access);
      const success = !dice.chance(0.03);
      const type = dice.pick(['VIEW', 'VIEW', 'VIEW', 'DOWNLOAD', 'EDIT', 'PRINT', 'EXPORT']);
      yield writer.record(numbered('documents.documentaccesslog', pk), {
        uuid: dice.uuid(),
        document: writer.ref(facts.key),
        user: writer.ref(dice.pick(system.people).key),
        access_type: type,
        access_timestamp: moment(dice.int(0, 300) * HOUR + facts.createdAt + dice.int(0, HOUR)),
        ip_address: dice.pick(ADDRESSES),
        user_agent: dice.pick(BROWSERS),
        session_id: dice.chance(0.5) ? '' : dice.hex(32),
        success,
        failure_reason: success ? '' : 'Permission denied',
        document_version: versionLabel(facts),
        file_downloaded: type === 'DOWNLOAD' && success,
        access_duration: dice.chance(0.2) ? duration(dice.int(800, 26 * HOUR)) : null,
        metadata: {},
      });
      pk += 1;
    }
  }
}

export function* commentRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  let pk = 401;
  for (const facts of allDocuments(system, extent)) {
    let parent: Key | null = null;
    for (let comment = 0; comment < facts.comments; comment += 1) {
      const dice = new Dice(system.seed, 'comment', facts.index, comment);
      const key: Key = { model: 'documents.documentcomment', pk, natural: [facts.number, pk] };
      const resolved = dice.chance(0.5);
      yield writer.record(key, {
        uuid: dice.uuid(),
        document: writer.ref(facts.key),
        author: writer.ref(facts.reviewer.key),
        comment_type: dice.pick(['GENERAL', 'REVIEW', 'QUESTION', 'CORRECTION']),
        subject: `${facts.type.code}: ${dice.pick(['wording', 'units', 'layout'])}`,
        content: dice.pick(REMARKS),
        page_number: dice.chance(0.5) ? dice.int(1, 12) : null,
        section: dice.chance(0.5) ? '' : '4.2',
        line_reference: '',
        created_at: moment(facts.createdAt + (comment + 1) * HOUR),
        updated_at: moment(facts.createdAt + (comment + 1) * HOUR + 250),
        is_resolved: resolved,
        resolved_at: resolved ? moment(facts.createdAt + 40 * HOUR) : null,
        resolved_by: resolved ? writer.ref(facts.author.key) : null,
        // A comment without its primary key cannot be answered to: its id is part of its natural key.
        parent_comment: writer.keepsPrimaryKey(key) ? writer.ref(parent) : null,
        is_internal: false,
        requires_response: dice.chance(0.3),
        metadata: {},
      });
      parent = key;
      pk += 1;
    }
  }
}

export function* attachmentRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  let pk = 31;
  for (const facts of allDocuments(system, extent)) {
    const file = attachmentFile(facts);
    if (!file) continue;
    yield writer.record(numbered('documents.documentattachment', pk), {
      uuid: new Dice(system.seed, 'attachment', facts.index).uuid(),
      document: writer.ref(facts.key),
      name: 'Raw data',
      description: '',
      attachment_type: 'SUPPORTING_DATA',
      file_name: 'data.txt',
      file_path: `storage/${file.path}`,
      file_size: file.bytes.length,
      file_checksum: file.sha256,
      mime_type: file.mimeType,
      uploaded_at: moment(facts.createdAt + 3 * MINUTE),
      uploaded_by: writer.ref(facts.author.key),
      is_active: true,
      is_public: false,
      requires_signature: false,
      version: 1,
      metadata: {},
    });
    pk += 1;
  }
}

export function* allDocuments(system: System, extent: Extent): Generator<DocumentFacts> {
  for (let index = 0; index < extent.documents; index += 1) yield documentFacts(system, extent, index);
}

/** Nothing for most documents; for some all that JSON can hold. */
function documentMetadata(index: number, dice: Dice): { readonly [key: string]: JsonValue } {
  if (index % 3 !== 0) return {};
  return {
    limits: { lower: float(dice.int(-5, 5)), upper: exactly('25.50'), unit: '°C' },
    serial: exactly('9007199254740993'),
    history: [{ at: day(EXPORTED_AT), by: null, steps: [1, 2, [3, []]] }, {}],
    note: 'quotes " and \\ and \u2028 and \t tab',
    '': true,
  };
}
