import type { PackageMetadata } from './inspection.ts';

type Json = { readonly [key: string]: unknown };

/** What `database/backup_metadata.json` claims about the fixture. */
export interface FixtureClaims {
  readonly totalRecords: number | null;
  readonly modelCounts: ReadonlyMap<string, number>;
}

/** One file of `storage/manifest.json`. */
export interface ManifestFile {
  readonly size: number | null;
  readonly checksum: string;
}

/** Parses a JSON object; null for all else. A byte order mark is allowed. */
export function parseObject(bytes: Buffer): Json | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** `metadata.json` (FORMATS, section 1). What is missing or of another type is null. */
export function readMetadata(json: Json, claims: FixtureClaims | null): PackageMetadata {
  return {
    exportedAt: text(json.export_timestamp),
    edmsVersion: known(json.edms_version),
    djangoVersion: known(json.django_version),
    databaseEngine: text(json.database_engine),
    exportType: text(json.export_type),
    signedBy: fingerprint(json.signed_by),
    options: Object.entries(object(json.export_options)).flatMap(([name, value]) =>
      value === null ? [] : [{ name: shorten(name), value: shorten(plain(value)) }],
    ),
    components: Object.entries(object(json.components)).map(([name, included]) => ({
      name: shorten(name),
      included: included === true,
    })),
    partOf: partOf(object(json.export_options)),
    claimedRecords: claims?.totalRecords ?? null,
  };
}

/** As this program writes it. The EDMS's own packages are always of everything. */
function partOf({ select, among, files_only }: Json): PackageMetadata['partOf'] {
  if (files_only === true) return 'files';
  const isSelection = (Array.isArray(select) && select.length > 0) || isObject(among);
  return isSelection ? 'selection' : null;
}

export function readFixtureClaims(json: Json): FixtureClaims {
  const counts = new Map<string, number>();
  for (const [model, value] of Object.entries(object(json.model_counts))) {
    const count = whole(value);
    if (count !== null) counts.set(model.toLowerCase(), count);
  }
  return { totalRecords: whole(json.total_records), modelCounts: counts };
}

/** The files of `storage/manifest.json` by their path in the package. */
export function readManifest(json: Json): ReadonlyMap<string, ManifestFile> {
  const files = new Map<string, ManifestFile>();
  for (const [path, value] of Object.entries(object(json.files))) {
    const file = object(value);
    files.set(`storage/${path}`, {
      size: whole(file.size),
      checksum: text(file.checksum)?.toLowerCase() ?? '',
    });
  }
  return files;
}

/** Names, inside `configuration/`, of the files that `config_manifest.json` marks as holding secrets. */
export function readSecretFiles(json: Json): ReadonlySet<string> {
  const files = Array.isArray(json.config_files) ? json.config_files : [];
  const marked = files.map(object).filter((file) => file.contains_secrets === true);
  return new Set(marked.flatMap((file) => text(file.backup_name) ?? []));
}

/** The lines `sha256  name` of a checksum file. */
export function readChecksums(bytes: Buffer): readonly { readonly name: string; readonly sha256: string }[] {
  return bytes
    .toString('utf8')
    .split(/\r?\n/)
    .flatMap((line) => {
      const match = /^([0-9a-f]{64})[ \t]+\*?(.+)$/i.exec(line.trim());
      return match === null ? [] : [{ name: match[2] ?? '', sha256: (match[1] ?? '').toLowerCase() }];
    });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? shorten(value) : null;
}

/** As `ssh-keygen -l` prints it; all else is none. */
function fingerprint(value: unknown): string | null {
  return typeof value === 'string' && /^SHA256:[A-Za-z0-9+/]{43}$/.test(value) ? value : null;
}

/** The EDMS writes "unknown" where it does not know. */
function known(value: unknown): string | null {
  return value === 'unknown' ? null : text(value);
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function shorten(value: string): string {
  return value.length > 1000 ? `${value.slice(0, 1000)}…` : value;
}
