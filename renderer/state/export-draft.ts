import { EXPORT_ENDINGS } from '../../preload/contract/export.ts';
import type { ExportEnding, ExportFormat, Selection } from '../../preload/contract/types.ts';
import { isNothingSelected } from './chooser.ts';

export type Encryption = 'none' | 'passphrase' | 'recipients';

/** What the next export is to be. Its passphrase is not here, nor anywhere in the window's state. */
export interface ExportDraft {
  readonly format: ExportFormat;
  readonly ending: ExportEnding;
  readonly keys: 'natural' | 'primary';
  readonly canonical: boolean;
  /** The records: all, some with what they need, or none but the files alone. */
  readonly scope: 'all' | 'selected' | 'files';
  /** Kept while everything is exported. */
  readonly selection: Selection;
  /** The project folder of the EDMS. */
  readonly configuration: { readonly id: string; readonly name: string } | null;
  readonly includeSecrets: boolean;
  readonly encryption: Encryption;
  /** As they were typed, one a line. */
  readonly recipients: string;
  readonly sign: boolean;
}

export const NOTHING_CHOSEN: Selection = { roots: [], span: null, search: '' };

export const FIRST_DRAFT: ExportDraft = {
  format: 'package',
  ending: '.tar.gz',
  keys: 'natural',
  canonical: false,
  scope: 'all',
  selection: NOTHING_CHOSEN,
  configuration: null,
  includeSecrets: false,
  encryption: 'none',
  recipients: '',
  sign: false,
};

/** What each format has a place for. */
export interface Abilities {
  readonly files: boolean;
  readonly selection: boolean;
  readonly keys: boolean;
  readonly canonical: boolean;
  readonly encryption: boolean;
  /** Whether it can be opened as a package. */
  readonly opens: boolean;
  readonly embedded: boolean;
}

const RECORDS: Abilities = {
  files: false,
  selection: true,
  keys: true,
  canonical: true,
  encryption: true,
  opens: true,
  embedded: true,
};

export const ABILITIES: { readonly [format in ExportFormat]: Abilities } = {
  package: { ...RECORDS, files: true },
  fixture: RECORDS,
  ndjson: RECORDS,
  csv: { ...RECORDS, keys: false, opens: false },
  sqlite: { ...RECORDS, keys: false, encryption: false, opens: false },
  pgdump: {
    ...RECORDS,
    ...{ selection: false, keys: false, canonical: false, opens: false, embedded: false },
  },
};

/** The draft without what its format has no place for; what was chosen comes back with another format. */
export function effective(draft: ExportDraft): ExportDraft {
  const can = ABILITIES[draft.format];
  return {
    ...draft,
    ...(can.files ? {} : { configuration: null }),
    ...(can.files || draft.scope !== 'files' ? {} : { scope: 'all' as const }),
    ...(can.selection ? {} : { scope: 'all' as const }),
    ...(can.keys ? {} : { keys: 'natural' as const }),
    ...(can.canonical ? {} : { canonical: false }),
    ...(can.encryption ? {} : { encryption: 'none' as const }),
    includeSecrets: can.files && draft.configuration !== null && draft.includeSecrets,
  };
}

/** The ending of a format's files: the one that is chosen where it is one of them, else the first. */
export function endingOf(format: ExportFormat, ending: ExportEnding): ExportEnding {
  const endings: readonly ExportEnding[] = EXPORT_ENDINGS[format];
  return endings.includes(ending) ? ending : EXPORT_ENDINGS[format][0];
}

export function recipientsOf({ recipients }: Pick<ExportDraft, 'recipients'>): readonly string[] {
  return [...new Set(recipients.split(/[\s,]+/).filter((one) => one !== ''))];
}

export type Missing = 'selection' | 'recipients' | 'server' | 'storage';

/** What a draft lacks to be written; null when nothing is missing. */
export function missingOf(
  draft: ExportDraft,
  target: 'embedded' | 'server',
  hasStorage: boolean,
): Missing | null {
  const { format, scope, selection, encryption } = effective(draft);
  if (target === 'embedded' && !ABILITIES[format].embedded) return 'server';
  if (scope === 'selected' && isNothingSelected(selection)) return 'selection';
  if (scope === 'files' && !hasStorage) return 'storage';
  if (encryption === 'recipients' && recipientsOf(draft).length === 0) return 'recipients';
  return null;
}
