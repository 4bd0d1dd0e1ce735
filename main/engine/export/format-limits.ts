import { EXPORT_FORMATS, type ExportFormat, type ExportRequest, isSelection } from './export-report.ts';

/** Something that an export does not carry, or not as it was. */
export interface FormatLimit {
  /** Stable. */
  readonly id: string;
  /** One sentence for the person. */
  readonly text: string;
}

/** An export as far as its limits depend on it. */
export interface LimitedRequest
  extends Pick<
    ExportRequest,
    'format' | 'keys' | 'canonical' | 'select' | 'among' | 'filesOnly' | 'configuration' | 'includeSecrets'
  > {
  readonly storageRoot: string | null;
}

interface Row extends FormatLimit {
  readonly formats: readonly ExportFormat[];
  /** Says something of records: nothing that matters where there are none. */
  readonly ofRecords?: true;
  /** Absent where it is so with all options. */
  readonly when?: { readonly words: string; readonly holds: (request: LimitedRequest) => boolean };
}

const FIXTURES: readonly ExportFormat[] = ['package', 'fixture', 'ndjson'];
const TABLES: readonly ExportFormat[] = ['csv', 'sqlite'];
const BUT_PACKAGE = EXPORT_FORMATS.filter((format) => format !== 'package');
const BUT_DUMP = EXPORT_FORMATS.filter((format) => format !== 'pgdump');

/** What no export of a format carries: the one place where that is said. Help and README have it from here. */
const ROWS: readonly Row[] = [
  {
    id: 'records',
    formats: ['package'],
    text: 'No records, only the files.',
    when: { words: 'with --files-only', holds: ({ filesOnly }) => filesOnly === true },
  },
  {
    id: 'sessions',
    formats: EXPORT_FORMATS,
    ofRecords: true,
    text: 'No sessions of who is signed in to the EDMS.',
  },
  {
    id: 'files',
    formats: BUT_PACKAGE,
    text: 'No files of the storage folder, only the records that name them.',
  },
  {
    id: 'files-unnamed',
    formats: ['package'],
    text: 'No files, because no storage folder is named.',
    when: { words: 'without --storage', holds: ({ storageRoot }) => storageRoot === null },
  },
  {
    id: 'files-unselected',
    formats: ['package'],
    text: 'No files but those that the selected records name.',
    when: {
      words: 'with --select',
      holds: (request) => isSelection(request) && request.storageRoot !== null,
    },
  },
  { id: 'configuration', formats: BUT_PACKAGE, text: "None of the EDMS's configuration (.env, settings)." },
  {
    id: 'configuration-unnamed',
    formats: ['package'],
    text: "None of the EDMS's configuration (.env, settings), because its folder is not named.",
    when: { words: 'without --configuration', holds: ({ configuration }) => !configuration },
  },
  {
    id: 'secrets',
    formats: ['package'],
    text: 'No .env files, and no settings that may hold secrets.',
    when: {
      words: 'without --include-secrets',
      holds: ({ configuration, includeSecrets }) => Boolean(configuration) && includeSecrets !== true,
    },
  },
  {
    id: 'unknown-tables',
    formats: BUT_DUMP,
    ofRecords: true,
    text: "No tables that belong to no known model, Django's list of migrations among them.",
  },
  {
    id: 'database-objects',
    formats: BUT_DUMP,
    ofRecords: true,
    text: 'No views, functions, triggers and rights of the database.',
  },
  {
    id: 'milliseconds',
    formats: FIXTURES,
    ofRecords: true,
    text: 'Times to the millisecond, months of a duration as days, a JSON null as none, as Django writes fixtures.',
  },
  {
    id: 'primary-keys',
    formats: [...TABLES, 'pgdump'],
    text: 'No natural keys: rows refer to each other by primary key.',
  },
  {
    id: 'same-numbers',
    formats: BUT_DUMP,
    ofRecords: true,
    text: 'The same bytes only while rows keep their numbers: a restore into another EDMS may give others.',
    when: {
      words: 'with --canonical, but for natural keys',
      holds: ({ format, keys, canonical }) => canonical && (TABLES.includes(format) || keys === 'primary'),
    },
  },
  {
    id: 'spreadsheets',
    formats: ['csv'],
    text: 'A spreadsheet may take a value for a date, a number or a formula: open the columns as text.',
  },
  {
    id: 'decimals',
    formats: ['sqlite'],
    text: "Decimal numbers are floating point, as in Django's own SQLite databases.",
  },
  {
    id: 'no-restore',
    formats: TABLES,
    text: 'The console cannot restore it: it is for people and other programs.',
  },
  {
    id: 'pg-restore',
    formats: ['pgdump'],
    text: "The console cannot restore it; PostgreSQL's pg_restore does.",
  },
  {
    id: 'whole-database',
    formats: ['pgdump'],
    text: "All or nothing: the whole database, with tables that are not the EDMS's, and no selection.",
  },
  { id: 'server-only', formats: ['pgdump'], text: 'No embedded database: pg_dump needs a server.' },
];

/** What this export will not carry, or not as it was. */
export function limitsOf(request: LimitedRequest): readonly FormatLimit[] {
  return ROWS.filter(
    ({ formats, when, ofRecords }) =>
      formats.includes(request.format) && when?.holds(request) !== false && !(ofRecords && request.filesOnly),
  ).map(({ id, text }) => ({ id, text }));
}

/** The table for a person: a row for each limit, a mark for each format that has it. */
export function limitsTable(): string {
  const rows = ROWS.map(({ text, formats, when }) => [
    when === undefined ? text : `${text.slice(0, -1)} (${when.words}).`,
    ...EXPORT_FORMATS.map((format) => (formats.includes(format) ? '×' : '')),
  ]);
  const lines = [['', ...EXPORT_FORMATS], ['---', ...EXPORT_FORMATS.map(() => '---')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The same for a terminal: the limits of each group of formats. */
export function limitsHelp(): string {
  const groups = new Map<string, string[]>();
  for (const { text, formats, when } of ROWS) {
    const names = formats.length === EXPORT_FORMATS.length ? 'all formats' : formats.join(', ');
    const group = groups.get(names) ?? [];
    groups.set(names, group);
    group.push(when === undefined ? text : `${text.slice(0, -1)} (${when.words}).`);
  }
  return [...groups].map(([names, texts]) => wrap(`${names}  `, texts.join(' '))).join('\n');
}

const WIDTH = 118;
const INDENT = ' '.repeat(17);

function wrap(term: string, text: string): string {
  const lines = [`  ${term}`];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    const longer = last.endsWith(' ') ? last + word : `${last} ${word}`;
    if (longer.length <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(INDENT + word);
  }
  return lines.join('\n');
}
