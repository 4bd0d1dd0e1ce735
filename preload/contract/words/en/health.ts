import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('en');
const { number } = f;

const files = counted(f, 'file', 'files');
const sequences = counted(f, 'sequence', 'sequences');
const days = counted(f, 'day', 'days');

/** What the screens for health and repairs say in English. */
export const englishHealth = {
  health: {
    verdict: {
      ok: 'All is well',
      warn: 'Some things need a look',
      stop: 'Something has to be done',
    },
    level: { ok: 'Well', warn: 'Needs a look', stop: 'Has to be done' },
    of: (target: string, time: string) => `${target}, looked at ${time}`,
    checking: 'Looking at how the EDMS is',
    checkingHint: 'The target and its files are only read.',
    checkAgain: 'Check again',
    note: 'Note this check in the EDMS',
    noteHint: 'Noting adds one row each to health_checks and system_metrics of the EDMS.',
    noted: (tables: string) => `Noted in the EDMS: ${tables}.`,
    notedRow: (table: string, rows: number) => `${number(rows)} ${rows === 1 ? 'row' : 'rows'} in ${table}`,
    notedNothing: 'This EDMS has no table for health checks: nothing was noted.',
    findings: 'Findings',
    well: 'Well',
    finding: {
      connection: 'Connection',
      references: 'Broken references',
      sequences: 'Sequences behind',
      'missing-files': 'Documents without files',
      'unnamed-files': 'Files without documents',
      'storage-space': 'Space for files',
      transactions: 'Long transactions',
      bloat: 'Dead rows',
      backup: 'Last backup',
      'edms-checks': 'The EDMS’s own checks',
      'not-told': 'Not looked at',
    },
    count: (count: number) => `Count: ${number(count)}`,
    examples: 'Examples',
    repair: { sequences: 'Repair sequences…', 'missing-files': 'Bring missing files…' },
    openPackage: 'Open a package…',
    figures: {
      latency: 'answers in',
      database: 'database',
      files: 'files in storage',
      free: 'free for files',
      full: 'full if it grows on',
      backup: 'last good backup',
    },
    notInSight: 'not in sight',
    noStorage: 'No folder for files is chosen for this target: nothing is said of files and space.',
    backup: (time: string, kind: string, by: 'edms' | 'console') =>
      `The last good backup is of ${time} (${kind}), made by ${by === 'edms' ? 'the EDMS' : 'this console'}.`,
    tables: 'Sizes by table',
    tablesLargest: (shown: number, all: number) =>
      shown === all ? `All ${number(all)} tables` : `The ${number(shown)} largest of ${number(all)} tables`,
    growth: 'Growth',
    growthNone: 'No record says when anything came in.',
    growthOf: { documents: 'Documents', auditRows: 'Audit entries', fileBytes: 'Bytes of files' },
    growthHint: (perBar: number) => `By the times in the records; ${days(perBar)} a bar.`,
    chart: (what: string, total: string, most: string, when: string) =>
      `${what}: ${total} in all, at most ${most} in the time from ${when}.`,
    asTable: 'As a table',
    asChart: 'As a chart',
    column: {
      table: 'Table',
      rows: 'Rows',
      dead: 'Dead rows',
      size: 'Size',
      day: 'Day',
      check: 'Check',
      status: 'Status',
      message: 'Message',
      time: 'Time',
      metric: 'Measure',
      value: 'Value',
    },
    edmsChecks: 'The EDMS’s own checks',
    edmsMetrics: 'The EDMS’s own measures',
  },
  repair: {
    title: { sequences: 'Repair sequences', 'missing-files': 'Bring missing files' },
    planning: 'Finding out what the repair would do',
    planningHint: 'Nothing is changed by this.',
    running: 'Repairing',
    lead: {
      sequences:
        'Each is set to give out the number above the highest key of its table next. None is ever set back, and no row is changed.',
      'missing-files':
        'Files of the open package whose checksum is the one that the record gives are put where the record names them. No file that is there is touched, and the database is not written to.',
    },
    promise: {
      sequences: 'The next new rows of these tables are kept waiting for a moment.',
      'missing-files': 'Until the last file is copied and checked, the folder stays as it is.',
    },
    start: {
      sequences: (count: number) => `Repair ${sequences(count)}…`,
      'missing-files': (count: number) => `Put ${files(count)} in place…`,
    },
    confirm: (target: string) => `Repair in ${target}?`,
    confirmDo: {
      sequences: (count: number) => `${sequences(count)} will be brought up to date`,
      'missing-files': (count: number, size: string) => `${files(count)} (${size}) will be put in place`,
    },
    yes: 'Repair',
    nothing: {
      sequences: 'No sequence is behind any more: there is nothing to repair.',
      'missing-files': 'The open package has none of the missing files: there is nothing to put in place.',
    },
    sequences: 'Before and after',
    sequence: 'Sequence',
    table: 'Table',
    now: 'gives out next',
    next: 'after the repair',
    figures: {
      missing: 'missing',
      supplied: 'in the package',
      bytes: 'to be copied',
      notInPackage: 'not in the package',
      notTheSame: 'not the file of the record',
    },
    into: (folder: string) => `Into ${folder}`,
    files: (shown: number, all: number) =>
      shown === all ? 'These files' : `The first ${number(shown)} of ${files(all)}`,
    stays: 'Stays missing',
    done: {
      sequences: (count: number) => `${sequences(count)} repaired`,
      'missing-files': (count: number) => `${files(count)} put in place`,
    },
    doneLead: 'A new check shows how the EDMS is now.',
    left: 'missing still',
    placed: 'put in place',
    toHealth: 'Health',
  },
};
