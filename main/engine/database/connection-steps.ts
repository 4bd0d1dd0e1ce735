import { EngineError } from '../errors.ts';
import { bytesText, figure } from '../figures.ts';
import type { ConnectionStep, ConnectionTest, EdmsRelease, StepLevel } from './connection-test.ts';
import type { ServerFacts, TableFacts } from './server-facts.ts';
import { SqlError } from './sql-error.ts';
import type { StorageFacts } from './storage-facts.ts';

/** What is made of the facts that a test of a connection has gathered: one sentence each, and what to do. */

type Id = ConnectionStep['id'];

export function step(id: Id, level: StepLevel, message: string, advice = ''): ConnectionStep {
  return { id, level, message, advice };
}

/** The steps of a server that let nobody in. */
export function failedSteps(error: unknown): readonly ConnectionStep[] {
  // 57014: a statement was ended by its time limit.
  if (error instanceof SqlError && error.sqlState === '57014') return [tooLateStep()];
  if (!(error instanceof EngineError)) throw error;
  const { code, message, advice } = error.plain;
  const answered = step('reachable', 'ok', 'The server answers.');
  if (code === 'TARGET_SIGN_IN_FAILED') return [answered, step('sign-in', 'stop', message, advice)];
  if (code === 'TARGET_TLS') return [answered, step('tls', 'stop', message, advice)];
  return [step('reachable', 'stop', message, advice)];
}

/** The step of a server that did not tell everything within the time limit. */
export function tooLateStep(): ConnectionStep {
  return step(
    'reachable',
    'stop',
    'The server did not answer everything in time.',
    'Check the network and how busy the server is, then test again.',
  );
}

export function reachableStep(latencyMs: number): ConnectionStep {
  return latencyMs > SLOW_MS
    ? step(
        'reachable',
        'warn',
        `The server answers, but takes ${milliseconds(latencyMs)} for each answer.`,
        'A restore sends few large statements, yet it is quicker from a machine near the server.',
      )
    : step('reachable', 'ok', `The server answers within ${milliseconds(latencyMs)}.`);
}

const SLOW_MS = 250;

export function tlsStep(tls: ConnectionTest['tls'], local: boolean): ConnectionStep {
  if (tls === null) {
    return local
      ? step('tls', 'ok', 'The connection is not encrypted; it does not leave this machine.')
      : step(
          'tls',
          'warn',
          'The connection is not encrypted: whoever is on the way can read and change it.',
          'Switch TLS on at the server, and connect with sslmode=verify-full and its root certificate.',
        );
  }
  if (tls.certificateChecked) {
    return step(
      'tls',
      'ok',
      `The connection is encrypted (${tls.version}), and the server's certificate was checked.`,
    );
  }
  return step(
    'tls',
    local ? 'ok' : 'warn',
    `The connection is encrypted (${tls.version}), but the server's certificate was not checked.`,
    local ? '' : 'Connect with sslmode=verify-full and name the root certificate (sslrootcert).',
  );
}

const OLDEST = 120000;
const NEWEST_KNOWN = 180000;

export function versionStep({ versionNumber, version }: ServerFacts): ConnectionStep {
  if (versionNumber < OLDEST) {
    return step(
      'version',
      'stop',
      `The server runs PostgreSQL ${version}.`,
      'PostgreSQL 12 or later is needed.',
    );
  }
  if (versionNumber >= NEWEST_KNOWN) {
    return step(
      'version',
      'warn',
      `The server runs PostgreSQL ${version}, which is later than what this console knows.`,
      'Try a restore into a test system first, or use a later version of the console.',
    );
  }
  return step('version', 'ok', `The server runs PostgreSQL ${version}.`);
}

export function edmsStep(facts: ServerFacts, release: EdmsRelease | null): ConnectionStep {
  const { schema, tables } = facts;
  if (schema === null) {
    return step(
      'edms',
      'stop',
      'There is no schema here that this user may look into.',
      'Check the schema that is named, or have the right to use it granted.',
    );
  }
  if (release === null && tables.length === 0) {
    return step(
      'edms',
      'warn',
      'The database is empty.',
      'Check its name and schema; if it is meant to be empty, `init` makes an empty EDMS in it.',
    );
  }
  if (release === null) {
    return step(
      'edms',
      'stop',
      `There is no EDMS in this database: none of its ${figure(tables.length)} tables are the EDMS's.`,
      'Check the name of the database and the schema.',
    );
  }
  const holds = `${counted(facts.users, 'users')}, ${counted(facts.documents, 'documents')}`;
  const what = `${figure(tables.length)} tables, ${holds}`;
  switch (release) {
    case 'present':
      return step('edms', 'ok', `This is an EDMS of the present release: ${what}.`);
    case 'next':
      return step('edms', 'ok', `This is an EDMS of the next release: ${what}.`);
    case 'unknown':
      return step(
        'edms',
        'warn',
        `This is an EDMS whose tables are those of no known release: ${what}.`,
        'The preview names every difference and what it means for the records.',
      );
  }
}

export function privilegesStep(facts: ServerFacts, release: EdmsRelease | null): ConnectionStep {
  const { readOnly, superuser, mayCreate, tables } = facts;
  if (readOnly) {
    return step(
      'privileges',
      'warn',
      'The database can only be read: it is a standby or set to read only.',
      'It can be exported and kept in snapshots. To restore, connect to the primary server.',
    );
  }
  if (superuser) {
    return step(
      'privileges',
      'ok',
      "The user is a superuser: the EDMS's triggers stay quiet during a restore.",
    );
  }
  if (release === null) return emptyPrivileges(mayCreate);
  const unreadable = tables.filter(({ readable }) => !readable);
  const unwritable = tables.filter(({ writable }) => !writable);
  if (unreadable.length > 0) return missingRights('read', unreadable);
  if (unwritable.length > 0) return missingRights('write', unwritable);
  if (tables.every(({ owned }) => owned)) {
    return step(
      'privileges',
      'ok',
      "The user owns the EDMS's tables: their triggers stay quiet during a restore.",
    );
  }
  if (facts.maySetReplicationRole) {
    return step('privileges', 'ok', 'The user may write all tables, and may set triggers aside.');
  }
  return step(
    'privileges',
    'warn',
    "The user may write all tables but owns not all of them: the EDMS's triggers fire on restored rows.",
    'Connect as the owner of the tables or as a superuser.',
  );
}

function emptyPrivileges(mayCreate: boolean): ConnectionStep {
  return mayCreate
    ? step('privileges', 'ok', 'The user may create tables here.')
    : step(
        'privileges',
        'stop',
        'The user may not create tables here.',
        'Connect as the owner of the database.',
      );
}

const MOST_NAMED = 3;

function missingRights(what: 'read' | 'write', tables: readonly TableFacts[]): ConnectionStep {
  const named = tables.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = tables.length > MOST_NAMED ? ', …' : '';
  return step(
    'privileges',
    'stop',
    `The user may not ${what} ${figure(tables.length)} of the tables (${named.join(', ')}${more}).`,
    'Connect as the owner of the tables, or have the rights granted.',
  );
}

/** Differences that show in the order of audit entries and in what signs a person in. */
const CLOCK_SECONDS = 5;

export function clockStep(seconds: number): ConnectionStep {
  const size = Math.abs(seconds);
  if (size <= CLOCK_SECONDS) {
    return step('clock', 'ok', `The clocks of the server and this machine agree to ${size.toFixed(1)} s.`);
  }
  return step(
    'clock',
    'warn',
    `The server's clock is ${figure(Math.round(size))} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's.`,
    'Set both by a time server, or times in the report and in the audit trail will not agree.',
  );
}

export function databaseSpaceStep(freeBytes: number | null): ConnectionStep {
  return freeBytes === null
    ? step(
        'database-space',
        'ok',
        'How much room the database has cannot be told from here.',
        'Look at the disk of the server before a large restore.',
      )
    : step('database-space', 'ok', `The disk of the database has ${bytesText(freeBytes)} free.`);
}

export function storageStep(facts: StorageFacts, documents: number | null): ConnectionStep {
  switch (facts.kind) {
    case 'none':
      return step(
        'storage',
        'warn',
        'No storage folder is named: records can be restored, files cannot.',
        'Name the folder in which the documents/ of the EDMS lies.',
      );
    case 'missing':
      return step(
        'storage',
        'stop',
        `There is no folder at ${facts.root}.`,
        'Check the path, and that the disk or share is mounted.',
      );
    case 'silent':
      return step(
        'storage',
        'stop',
        `The folder ${facts.root} does not answer.`,
        'Check the share that it is on.',
      );
    case 'folder': {
      if (!facts.writable) {
        return step(
          'storage',
          'stop',
          `Nothing may be written in ${facts.root}.`,
          'Have the right to write granted.',
        );
      }
      const free = facts.freeBytes === null ? 'free space unknown' : `${bytesText(facts.freeBytes)} free`;
      if (!facts.hasDocuments && documents !== null && documents > 0) {
        return step(
          'storage',
          'warn',
          `The folder ${facts.root} can be written (${free}), but has no documents/, though the EDMS has documents.`,
          'Check that it is the folder of this EDMS.',
        );
      }
      return step('storage', 'ok', `The storage folder can be written (${free}).`);
    }
  }
}

function counted(value: number | null, what: string): string {
  return value === null ? `${what} that could not be counted` : `${figure(value)} ${what}`;
}

function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${figure(Math.round(value))} ms`;
}
