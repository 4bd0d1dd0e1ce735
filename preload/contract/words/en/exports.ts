import type { ExportFormat } from '../../types.ts';
import { counted, formatsOf } from '../formats.ts';

const f = formatsOf('en');
const records = counted(f, 'record', 'records');

const formats: { readonly [format in ExportFormat]: { readonly name: string; readonly use: string } } = {
  package: {
    name: 'Migration package',
    use: 'All records and files in one archive: to restore it with this console, or to move the EDMS. The right one when in doubt.',
  },
  fixture: {
    name: 'Django fixture',
    use: "The records alone, as JSON that this console and Django's own loaddata read.",
  },
  ndjson: {
    name: 'Records, one a line',
    use: 'The records alone, as a JSON object a line: for scripts that read them one after the other.',
  },
  csv: {
    name: 'Tables for spreadsheets',
    use: 'A zip with a CSV file for each table: to look things up, and for reports.',
  },
  sqlite: {
    name: 'SQLite database',
    use: 'One file with all tables: to ask it questions in SQL, without a server.',
  },
  pgdump: {
    name: 'PostgreSQL archive',
    use: "The whole database as PostgreSQL's own pg_dump writes it; that program has to be on this machine.",
  },
};

/** What a limit is called in this language, by its id; the engine's own sentence stands for what is not here. */
const limits: { readonly [id: string]: string } = {
  'files-unnamed': 'No files, because no folder is chosen.',
  'configuration-unnamed': "None of the EDMS's configuration (.env, settings).",
};

/** What the place for exports says in English. */
export const englishExports = {
  exports: {
    title: 'Export',
    lead: 'Writes what an EDMS holds at this moment into one file. People can go on working in it: it is only read.',
    targetNone: 'Choose the EDMS that is exported.',
    format: 'Format',
    formats,
    limits,
    lacks: 'What it will not hold',
    packed: 'File name ends with',
    serverOnly: 'Not for an embedded database: pg_dump needs a server.',
    what: 'Records',
    all: 'Everything',
    allHint: 'All records of all models.',
    selected: 'Some records, with all that they need',
    selectedHint: 'Documents, people or workflows that you choose; what they refer to comes along.',
    selectedNone: 'Nothing is chosen yet.',
    selectedCount: (count: number) => `${records(count)} chosen with what they need.`,
    choose: 'Choose records…',
    filesOnly: 'No records',
    filesOnlyHint: 'The files of the storage folder alone.',
    wholeOnly: 'This format takes whole tables: all or nothing.',
    files: 'Files',
    filesNone: 'No folder is chosen: the export will hold the records, and no files.',
    protection: 'Protection',
    protectionHint: 'An export holds password hashes and personal data. Only its owner can read the file.',
    encrypt: {
      none: 'Not encrypted',
      passphrase: 'Encrypted with a passphrase',
      recipients: 'Encrypted for recipients',
    },
    noEncryption: 'A SQLite database lies in the clear while it is written: it cannot be encrypted here.',
    passphrase: 'Passphrase',
    repeat: 'Passphrase, once more',
    passphraseHint: 'Nobody can open the file without it, and nobody can tell it to you again.',
    tooShort: 'A passphrase needs at least 8 characters.',
    notTheSame: 'The two passphrases are not the same.',
    recipients: 'Keys of the recipients',
    recipientsHint:
      'One age key a line (age1…). Each of them opens the file with the key that belongs to it.',
    sign: 'Sign it with the key of this console',
    signHint: (fingerprint: string) => `${fingerprint}. The signature lies beside the file, as .sig.`,
    noKey: 'Not signed: this console has no key yet. The command edms-backup keys show makes one.',
    advanced: 'Advanced',
    keys: 'How records refer to each other',
    keysOf: { natural: 'By natural keys', primary: 'By primary keys' },
    keysHint: "Natural keys are what the EDMS's own packages have, and what fits into another EDMS.",
    canonical: 'Canonical',
    canonicalHint:
      'Sorted and without the time of the export: the same records and files give the same bytes.',
    configuration: 'Configuration of the EDMS',
    configurationNone: 'Its settings are not taken along.',
    configurationOf: (name: string) => `Settings of the folder ${name} are taken along.`,
    configurationChoose: 'Choose its project folder…',
    configurationForget: 'Without it',
    secrets: 'With secrets',
    secretsHint:
      'Also the .env files, and settings that may hold passwords and keys. Encrypt such an export.',
    size: 'Size',
    measuring: 'Looking how much there is…',
    rows: 'records',
    tables: 'in the tables',
    storedFiles: 'files',
    storedBytes: 'in files',
    room: 'room it may take',
    free: 'free',
    rough: 'Large tables are not counted: the number is what the database takes them to hold.',
    roomHint: (folder: string) =>
      `Room that an export like this may take on the way; the file itself is often smaller. What is free is told of ${folder}.`,
    enough: 'There is enough room.',
    tight: 'It may not fit there. Choose another disk when you are asked for the name.',
    tooLittle: 'It does not fit there. Choose another disk when you are asked for the name.',
    start: (target: string) => `Export ${target}…`,
    startHint: 'You choose name and folder next.',
    missing: {
      selection: 'Choose some records, or export everything.',
      recipients: 'Enter the key of at least one recipient, or do not encrypt it.',
      server: 'Choose another format: this one needs a server.',
      storage: 'Choose the folder of its files, or export records too.',
    },
    working: (name: string) => `Writing ${name}`,
    workingHint: 'The EDMS is only read. Cancelled, nothing is left behind.',
    done: 'The export is written',
    doneFindings: 'The export is written. Some things need a look.',
    doneLead: (name: string, folder: string) => `${name} in ${folder}`,
    records: 'records',
    bytes: 'size of the file',
    took: 'took',
    findings: 'Findings',
    facts: {
      format: 'Format',
      target: 'EDMS',
      sha256: 'SHA-256',
      encryption: 'Encryption',
      signature: 'Signature',
      signedBy: (name: string, fingerprint: string) => `${name}, by ${fingerprint}`,
    },
    encrypted: {
      none: 'none',
      passphrase: 'age, with a passphrase',
      recipients: 'age, for its recipients',
    },
    copySha: 'Copy the checksum',
    byModel: 'Records by model',
    model: 'Model',
    show: 'Show in folder',
    look: 'Look into it',
    again: 'Another export',
    readingRecords: 'Reading the records of the EDMS',
    readingHint:
      'So that you can choose among them. They are only read, and kept encrypted until you are done.',
    choosing: {
      title: 'Which records should be exported?',
      lead: 'Choose records on the left; what they need to be whole stands on the right, with the reason.',
      brought: 'What is exported',
      tree: 'What is exported, and why',
      treeShort: (shown: number, all: number) =>
        `The first ${f.number(shown)} of ${f.number(all)} chosen records are shown; all are exported.`,
    },
    chosen: (count: number) => (count > 0 ? `Take these ${records(count)}` : 'Take these records'),
  },
};
