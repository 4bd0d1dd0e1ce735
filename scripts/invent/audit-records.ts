import type { FixtureRecord, JsonValue } from '../../main/engine/fixture/record.ts';
import { allDocuments, statusOf, versionLabel } from './document-records.ts';
import { type DocumentFacts, documentFacts, type Extent, JOURNEY, stepTime } from './documents.ts';
import { displayName, numbered } from './infrastructure.ts';
import type { Key, Writer } from './keys.ts';
import { Dice, sha256 } from './random.ts';
import { EXPORTED_AT, entryOf, type Person, type System } from './system.ts';
import { DAY, duration, float, HOUR, MINUTE, moment, pythonMoment } from './values.ts';
import { ADDRESSES, BROWSERS, REMARKS } from './words.ts';
import { actor } from './workflow-records.ts';

interface Happening {
  readonly key: Key;
  readonly uuid: string;
  readonly at: number;
  readonly action: string;
  readonly person: Person | null;
  readonly changes: { readonly [field: string]: JsonValue };
}

/** One audit record for the making of a document and one for each step of its journey. */
export function* auditRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  let pk = 40_001;
  for (const facts of allDocuments(system, extent)) {
    for (let step = 0; step <= facts.progress; step += 1) {
      const happening = happeningOf(system, facts, step, pk);
      yield writer.record(happening.key, auditFields(system, writer, facts, happening));
      pk += 1;
    }
  }
}

function happeningOf(system: System, facts: DocumentFacts, step: number, pk: number): Happening {
  const dice = new Dice(system.seed, 'audit', facts.index, step);
  const uuid = dice.uuid();
  const at = stepTime(facts, step) + 12;
  return {
    key: { model: 'audit.audittrail', pk, natural: [uuid, moment(at)] },
    uuid,
    at,
    action: step === 0 ? 'CREATE' : 'WORKFLOW_TRANSITION',
    // What the system does by itself at midnight has no person.
    person: step === 7 ? null : actor(facts, step),
    changes: step === 0 ? {} : { status: { old: JOURNEY[step - 1] ?? null, new: JOURNEY[step] ?? null } },
  };
}

function auditFields(
  system: System,
  writer: Writer,
  facts: DocumentFacts,
  happening: Happening,
): FixtureRecord['fields'] {
  const dice = new Dice(system.seed, 'audit-fields', happening.uuid);
  const { person } = happening;
  return {
    uuid: happening.uuid,
    timestamp: moment(happening.at),
    action: happening.action,
    severity: 'INFO',
    user: writer.ref(person?.key ?? null),
    user_display_name: person ? displayName(person) : 'System',
    session_id: person ? dice.hex(32) : '',
    ip_address: person ? dice.pick(ADDRESSES) : null,
    user_agent: person ? dice.pick(BROWSERS) : '',
    content_type: writer.ref(entryOf(system.contentTypes, 'documents.document')),
    // The old primary key as text: in a natural-key fixture nothing says any more whose it was.
    object_id: String(facts.key.pk),
    object_representation: `${facts.number} - ${facts.title} (v${versionLabel(facts)})`.slice(0, 200),
    field_changes: happening.changes,
    old_values: {},
    new_values: happening.action === 'CREATE' ? { title: facts.title, status: 'DRAFT' } : {},
    description: `${happening.action === 'CREATE' ? 'Document made' : 'Document moved on'}: ${facts.number}`,
    module: 'O1',
    request_path: person ? `/api/v1/documents/${facts.key.pk}/` : '',
    request_method: person ? 'POST' : '',
    checksum: sha256(`${happening.uuid}|${moment(happening.at)}|${happening.action}`),
    is_tampered: false,
    verification_status: 'VERIFIED',
    metadata: { document_number: facts.number, version: versionLabel(facts), status: statusOf(facts) },
  };
}

/** One for each document: what changed in its row, with numbers of the old database inside. */
export function* changeLogRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  let pk = 2001;
  for (const facts of allDocuments(system, extent)) {
    const dice = new Dice(system.seed, 'change', facts.index);
    const row = {
      id: facts.key.pk,
      title: facts.title,
      author: facts.author.key.pk,
      status: 'DRAFT',
      reviewer: null,
      metadata: {},
      is_active: true,
      document_type: facts.type.key.pk,
      document_number: facts.number,
    };
    yield writer.record(numbered('audit.databasechangelog', pk), {
      uuid: dice.uuid(),
      timestamp: moment(facts.createdAt + 44),
      table_name: 'documents',
      operation: 'UPDATE',
      record_id: String(facts.key.pk),
      user: writer.ref(facts.author.key),
      old_values: row,
      new_values: { ...row, reviewer: facts.reviewer.key.pk, status: statusOf(facts) },
      content_type: writer.ref(entryOf(system.contentTypes, 'documents.document')),
      object_id: String(facts.key.pk),
      action: 'UPDATE',
      ip_address: dice.pick(ADDRESSES),
      session_id: null,
      integrity_hash: dice.chance(0.5) ? null : dice.hex(64),
    });
    pk += 1;
  }
}

/** Sign-ins: one for each person, and one for every third document. */
export function* loginRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  const count = system.people.length + Math.floor(extent.documents / 3);
  for (let index = 0; index < count; index += 1) {
    const dice = new Dice(system.seed, 'login', index);
    const person = dice.pick(system.people);
    const success = !dice.chance(0.15);
    yield writer.record(numbered('audit.loginaudit', 301 + index), {
      uuid: dice.uuid(),
      user: success ? writer.ref(person.key) : null,
      username: person.username,
      timestamp: moment(EXPORTED_AT - dice.int(HOUR, 24 * HOUR) - (index % 300) * DAY),
      success,
      ip_address: dice.pick(ADDRESSES),
      user_agent: success ? dice.pick(BROWSERS) : null,
      failure_reason: success ? null : 'Invalid credentials',
    });
  }
}

/** Events of the system, of compliance, and audit events with many-to-many lists. */
export function* eventRecords(system: System, extent: Extent, writer: Writer): Generator<FixtureRecord> {
  for (const [index, type] of ['STARTUP', 'MAINTENANCE', 'BACKUP'].entries()) {
    const uuid = new Dice(system.seed, 'event', index).uuid();
    const at = EXPORTED_AT - (3 - index) * DAY;
    yield writer.record(
      { model: 'audit.systemevent', pk: index + 51, natural: [uuid, moment(at)] },
      {
        uuid,
        event_type: type,
        timestamp: moment(at),
        description: `${type.toLowerCase()} finished`,
        details: { finished: pythonMoment(at, 204), load: float(0.5 * index), nodes: ['app-1', 'app-2'] },
        severity: 'INFO',
      },
    );
  }
  yield writer.record(numbered('audit.complianceevent', 71), {
    uuid: new Dice(system.seed, 'compliance').uuid(),
    event_type: 'REVIEW',
    timestamp: moment(EXPORTED_AT - 5 * DAY),
    description: REMARKS[5] ?? '',
    severity: 'WARNING',
    user: writer.ref(system.administrator.key),
    resolution_status: 'OPEN',
  });
  yield auditEvent(system, extent, writer);
}

function auditEvent(system: System, extent: Extent, writer: Writer): FixtureRecord {
  const first = documentFacts(system, extent, 0);
  const steps = Array.from({ length: first.progress + 1 }, (_, step) => step);
  const at = EXPORTED_AT - 2 * DAY;
  return writer.record(numbered('audit.auditevent', 12), {
    uuid: new Dice(system.seed, 'auditevent').uuid(),
    event_type: 'DOCUMENT_PUBLISHED',
    title: 'First document in force',
    description: first.title,
    started_at: moment(at),
    completed_at: moment(at + 90 * MINUTE + 1500),
    duration: duration(90 * MINUTE + 1500),
    primary_user: writer.ref(system.administrator.key),
    is_successful: true,
    error_message: '',
    business_process: 'Document control',
    compliance_impact: '',
    metadata: {},
    involved_users: writer.refs(system.people.slice(1, 4).map(({ key }) => key)),
    related_audit_logs: writer.refs(steps.map((step) => happeningOf(system, first, step, 40_001 + step).key)),
  });
}
