import type { FixtureRecord } from '../../main/engine/fixture/record.ts';
import { contentTypes, permissions } from './django-schema.ts';
import type { Key, Writer } from './keys.ts';
import { Dice } from './random.ts';
import {
  DOCUMENT_TYPES,
  EXPORTED_AT,
  entryOf,
  GROUPS,
  INSTALLED_AT,
  type Person,
  SOURCES,
  STATES,
  type System,
} from './system.ts';
import { DAY, day, exactly, float, HOUR, moment } from './values.ts';
import { DEPARTMENTS, POSITIONS } from './words.ts';

/** Content types, permissions and groups: Django's own. */
export function* djangoRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  for (const { app, model } of contentTypes()) {
    yield writer.record(entryOf(system.contentTypes, `${app}.${model}`), { app_label: app, model });
  }
  for (const { app, model, codename, name } of permissions()) {
    yield writer.record(entryOf(system.permissions, codename), {
      name,
      content_type: writer.ref(entryOf(system.contentTypes, `${app}.${model}`)),
      codename,
    });
  }
  for (const [name, codenames] of GROUPS) {
    yield writer.record(entryOf(system.groups, name), {
      name,
      permissions: writer.refs(codenames.map((codename) => entryOf(system.permissions, codename))),
    });
  }
}

/** Schedules of Celery: models without a natural key, which keep their `pk`. */
export function* scheduleRecords(writer: Writer): Generator<FixtureRecord> {
  const schedules = [
    ['0', '2', '*', '*'],
    ['*/15', '*', '*', '*'],
    ['30', '6', '1-5', '*'],
    ['0', '4', '*', '1'],
  ] as const;
  for (const [index, [minute, hour, weekday, monthDay]] of schedules.entries()) {
    yield writer.record(numbered('django_celery_beat.crontabschedule', index + 1), {
      minute,
      hour,
      day_of_week: weekday,
      day_of_month: monthDay,
      month_of_year: '*',
      timezone: index === 2 ? 'Europe/Warsaw' : 'UTC',
    });
  }
  yield writer.record(numbered('django_celery_beat.intervalschedule', 3), { every: 10, period: 'minutes' });
  yield writer.record(numbered('django_celery_beat.solarschedule', 1), {
    event: 'sunrise',
    latitude: '54.352000',
    longitude: '-18.646610',
  });
  yield writer.record(numbered('django_celery_beat.periodictasks', 1), {
    last_update: moment(EXPORTED_AT - 3 * DAY),
  });
}

export function* userRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  for (const [index, person] of system.people.entries()) {
    const dice = new Dice(system.seed, 'user', index);
    const staff = !person.administrator;
    const password = `pbkdf2_sha256$600000$${dice.hex(22)}$${dice.bytes(32).toString('base64')}`;
    // Most managers come later in the fixture than the people they manage.
    const manager = staff ? (system.people[Math.min(system.people.length - 1, index + 2)] ?? null) : null;
    yield writer.record(person.key, {
      password: index === 5 ? `!${dice.hex(40)}` : password,
      last_login: index % 5 === 3 ? null : moment(EXPORTED_AT - dice.int(HOUR, 60 * DAY)),
      is_superuser: person.administrator,
      username: person.username,
      first_name: person.firstName,
      last_name: person.lastName,
      email: index === 4 ? '' : `user${index}@edms.example`,
      is_staff: person.administrator,
      is_active: index !== 5,
      date_joined: moment(person.joinedAt),
      uuid: dice.uuid(),
      employee_id: index % 4 === 0 ? null : `E-${1000 + index}`,
      phone_number: index % 2 === 0 ? '' : `+49 30 5550${100 + index}`,
      department: staff ? dice.pick(DEPARTMENTS) : '',
      position: staff ? dice.pick(POSITIONS) : '',
      manager: manager === person ? null : writer.ref(manager?.key ?? null),
      is_validated: index % 3 === 1,
      validation_date: index % 3 === 1 ? moment(person.joinedAt + DAY) : null,
      validation_expiry: index % 3 === 1 ? moment(person.joinedAt + 1000 * DAY) : null,
      password_changed_at: moment(person.joinedAt + 17),
      mfa_enabled: index === 2,
      failed_login_attempts: index === 7 ? 3 : 0,
      account_locked_until: index === 7 ? moment(EXPORTED_AT + HOUR) : null,
      created_at: moment(person.joinedAt),
      updated_at: moment(EXPORTED_AT - dice.int(DAY, 30 * DAY)),
      created_by: staff ? writer.ref(system.administrator.key) : null,
      metadata:
        index === 3 ? { badge: { number: '0077', weight: exactly('1.0') }, languages: ['zh', 'de'] } : {},
      groups: writer.refs(groupsOf(index).map((name) => entryOf(system.groups, name))),
      user_permissions: index === 6 ? writer.refs([entryOf(system.permissions, 'can_review_document')]) : [],
    });
  }
}

const ROLES = [
  // [name, module, level, index of the role it inherits from]: the first points forward.
  ['Author', 'O1', 'write', 3],
  ['Reviewer', 'O1', 'review', 3],
  ['Approver', 'O1', 'approve', 1],
  ['Viewer', 'O1', 'read', null],
  ['Document administrator', 'O1', 'admin', null],
  ['Auditor', 'S2', 'read', null],
] as const;

export function* roleRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  const keys = ROLES.map(([name], index): Key => ({ model: 'users.role', pk: index + 11, natural: [name] }));
  for (const [index, [name, module, level, parent]] of ROLES.entries()) {
    const dice = new Dice(system.seed, 'role', index);
    yield writer.record(keyAt(keys, index), {
      uuid: dice.uuid(),
      name,
      description: `Works with documents as ${name.toLowerCase()}`,
      module,
      permission_level: level,
      inherits_from: parent === null ? null : writer.ref(keyAt(keys, parent)),
      is_active: true,
      is_system_role: index < 4,
      created_at: moment(INSTALLED_AT + index * 11),
      updated_at: moment(INSTALLED_AT + 90 * DAY + index * 13),
      created_by: index % 2 === 0 ? null : writer.ref(system.administrator.key),
      metadata: index === 5 ? { scope: ['audit', 'security'], limit: float(2) } : {},
    });
  }
  for (const [index, person] of system.people.entries()) {
    const dice = new Dice(system.seed, 'userrole', index);
    const role = keyAt(keys, person.administrator ? 4 : (index - 1) % 3);
    const revoked = index === 5;
    yield writer.record(
      {
        model: 'users.userrole',
        pk: 201 + index,
        natural: [person.username, ...(role.natural ?? [])],
      },
      {
        uuid: dice.uuid(),
        user: writer.ref(person.key),
        role: writer.ref(role),
        assigned_at: moment(person.joinedAt + HOUR),
        assigned_by: writer.ref(system.administrator.key),
        expires_at: index % 4 === 2 ? moment(EXPORTED_AT + 365 * DAY) : null,
        is_active: !revoked,
        revoked_at: revoked ? moment(EXPORTED_AT - 12 * DAY) : null,
        revoked_by: revoked ? writer.ref(system.administrator.key) : null,
        assignment_reason: 'First assignment',
        revocation_reason: revoked ? 'Left the company' : '',
        metadata: {},
      },
    );
  }
}

/** Document types and sources. */
export function* catalogueRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  for (const [index, [code, name]] of DOCUMENT_TYPES.entries()) {
    const type = keyAt(
      system.types.map(({ key }) => key),
      index,
    );
    yield writer.record(type, {
      uuid: new Dice(system.seed, 'type', code).uuid(),
      name,
      code,
      description: `${name}, numbered ${code}-year-number`,
      template_required: index % 3 === 0,
      template_path: index % 3 === 0 ? `templates/${code.toLowerCase()}.docx` : '',
      approval_required: index !== 5,
      review_required: index !== 5,
      retention_years: 5 + index,
      numbering_prefix: code,
      numbering_format: '{prefix}-{year}-{sequence:04d}',
      is_active: true,
      created_at: moment(INSTALLED_AT + DAY + index),
      updated_at: moment(INSTALLED_AT + 40 * DAY),
      created_by: writer.ref(system.administrator.key),
      metadata: index === 0 ? { colours: { light: '#0a7', dark: '#5fc' }, factor: exactly('1.50') } : {},
    });
  }
  for (const [index, [name, sourceType]] of SOURCES.entries()) {
    const source = keyAt(
      system.sources.map(({ key }) => key),
      index,
    );
    yield writer.record(source, {
      uuid: new Dice(system.seed, 'source', name).uuid(),
      name,
      source_type: sourceType,
      description: '',
      requires_verification: index === 1,
      requires_signature: false,
      is_active: index !== 3,
      created_at: moment(INSTALLED_AT + DAY + 500 + index),
    });
  }
}

/** Workflow types and document states. The states have no `code` unless the dialect has primary keys. */
export function* workflowTypeRecords(system: System, writer: Writer): Generator<FixtureRecord> {
  const types = [
    ['Review of documents', 'REVIEW'],
    ['New version', 'UP_VERSION'],
    ['Taking out of use', 'OBSOLETE'],
    ['Stopping a workflow', 'TERMINATE'],
  ] as const;
  for (const [index, [name, type]] of types.entries()) {
    yield writer.record(numbered('workflows.workflowtype', index * 3 + 1), {
      uuid: new Dice(system.seed, 'workflowtype', type).uuid(),
      name,
      workflow_type: type,
      description: '',
      is_active: true,
      requires_approval: type !== 'TERMINATE',
      allows_parallel: false,
      auto_transition: index === 2,
      timeout_days: index === 3 ? null : 30,
      reminder_days: index === 3 ? null : 7,
      created_at: moment(INSTALLED_AT + 2 * DAY + index * 7),
      created_by: writer.ref(system.administrator.key),
      metadata: {},
    });
  }
  for (const [code, name, description] of STATES) {
    yield writer.record(entryOf(system.states, code), {
      name,
      description,
      is_initial: code === 'DRAFT',
      is_final: code === 'OBSOLETE' || code === 'SUPERSEDED' || code === 'TERMINATED',
    });
  }
}

/** The readable summary of users that lies in `configuration/users.json`. */
export function userSummaries(system: System): readonly object[] {
  return system.people.map((person, index) => ({
    username: person.username,
    email: index === 4 ? '' : `user${index}@edms.example`,
    first_name: person.firstName,
    last_name: person.lastName,
    is_active: index !== 5,
    is_staff: person.administrator,
    is_superuser: person.administrator,
    groups: groupsOf(index),
    user_permissions: index === 6 ? ['can_review_document'] : [],
    date_joined: `${day(person.joinedAt)}T${new Date(person.joinedAt).toISOString().slice(11, 23)}000+00:00`,
  }));
}

export function displayName(person: Person): string {
  return `${person.firstName} ${person.lastName}`;
}

/** The key of a record of a model that has no natural key. */
export function numbered(model: string, pk: number): Key {
  return { model, pk, natural: null };
}

function groupsOf(index: number): readonly string[] {
  if (index === 0) return ['Reviewers', 'Approvers', 'Senior approvers'];
  if (index === 5) return [];
  return ['Readers', ['Authors', 'Reviewers', 'Approvers'][(index - 1) % 3] ?? 'Guests'];
}

function keyAt(keys: readonly Key[], index: number): Key {
  const key = keys[index];
  if (!key) throw new RangeError(`There is no key ${index}.`);
  return key;
}
