import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('en');

const records = counted(f, 'record', 'records');
const files = counted(f, 'file', 'files');

/** In English, what is said where a target is chosen. */
export const englishTarget = {
  target: {
    title: 'Where should it be restored?',
    lead: 'Connecting only looks at the target. Nothing is written before you start the restore.',
    /** Where there is nothing to restore: it is looked at, exported, or a snapshot of it is taken. */
    titleAlone: 'Which EDMS?',
    leadAlone: 'Connecting only looks at it: nothing is written.',
    embedded: 'Embedded database',
    embeddedHint: 'On this computer, in the console itself. Good for a look inside and for rehearsals.',
    server: 'PostgreSQL server',
    serverHint: 'The EDMS’s own database, PostgreSQL 12 to 17.',
    name: 'Name',
    nameHint: 'Lower-case letters, digits, - and _. A name that is new makes a new, empty EDMS database.',
    url: 'Address',
    urlPlaceholder: 'postgresql://user@host:5432/database',
    urlHint: 'A password in the address is taken out at once and never shown.',
    password: 'Password',
    passwordHint: 'Kept in memory until the console is closed; never stored, shown or logged.',
    passwordKept: 'A password is kept for this address.',
    connect: (label: string) => `Connect to ${label}`,
    connectNew: (label: string) => `Create ${label}`,
    connectEmpty: 'Connect',
    connected: 'Connected',
    facts: { version: 'Server', tables: 'Tables', users: 'Users', documents: 'Documents' },
    canOnlyBeRead:
      'This database can only be read (a standby, or set to read only): it can be looked at, exported and kept in snapshots. To restore, connect to the primary server.',
    triggersFire:
      'This role cannot set triggers aside; if the database has some, they fire for restored rows.',
    initAction: 'Make an empty EDMS database here…',
    initAdvice:
      'Check the name of the database and the schema. If the database is empty, “Make an empty EDMS database here…” makes one in it.',
    initConfirm: (label: string) => `Make an empty EDMS database in ${label}?`,
    initConfirmHint: 'All tables of the EDMS are created. A database that is not empty is refused.',
    initYes: 'Make the EDMS database',
    storage: 'Folder for document files',
    storageNone: 'No folder chosen: records are restored, files are not.',
    storageOwn: 'This target’s own folder',
    storageChoose: 'Choose a folder…',
    storageForget: 'Restore no files',
    storageFree: (size: string) => `${size} free`,
    storageNotWritable: 'This folder cannot be written to.',
    storageHint:
      'The EDMS’s storage folder: the one in which “documents” lies. Nothing is written outside it.',
    next: (count: number, fileCount: number) =>
      `Preview ${count === 0 && fileCount > 0 ? files(fileCount) : records(count)}`,
  },
};
