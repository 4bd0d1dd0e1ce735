import { isUtf8 } from 'node:buffer';
import { type Entry, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { figure } from '../figures.ts';
import { badEncoding, checkName, duplicateName, notAFile, refused, Wrapper } from './entry-names.ts';
import { damaged, type PackageLimits, type ProblemListener, tooLarge, truncated } from './package-errors.ts';

/** A file that a zip archive's directory lists. */
export interface ZipItem {
  /** As a package shows it. */
  readonly path: string;
  /** As the archive has it, decoded. */
  readonly name: string;
  readonly entry: Entry;
}

/** Deflate cannot make more of a byte than this. */
const DEFLATE_LIMIT = 1040;
const STORED = 0;
const DEFLATED = 8;
const UTF8_FLAG = 0x800;
const UNIX_SYSTEMS = new Set([3, 19]);
const FILE_TYPE = 0xf000;
const FILE_TYPES = { folder: 0x4000, file: 0x8000, link: 0xa000 } as const;

/**
 * Lists the files of a zip archive by its central directory, unsafe and impossible ones reported and left out.
 * Of two entries with one name the last is listed, as it is for all tools that unpack.
 */
export async function listZip(
  zip: ZipFile,
  archive: string,
  limits: PackageLimits,
  onProblem: ProblemListener,
  signal: AbortSignal | undefined,
): Promise<readonly ZipItem[]> {
  if (zip.entryCount > limits.entries) {
    throw tooLarge(`The archive claims ${figure(zip.entryCount)} entries.`, { entry: archive });
  }
  const wrapper = new Wrapper();
  const items = new Map<string, ZipItem>();
  let last = '';
  try {
    for await (const entry of zip.eachEntry()) {
      throwIfCancelled(signal);
      const name = checkEntry(entry, onProblem);
      if (name === null) continue;
      const checked = checkName(name);
      const path = 'path' in checked ? wrapper.strip(checked.path) : '';
      if (items.has(path)) onProblem(duplicateName(path, 'last'));
      items.set(path, { path, name, entry });
      last = name;
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw damaged(
      `The archive's directory is damaged behind the entry "${last}".`,
      { entry: archive },
      error,
    );
  }
  // in the order of their content, so that a walk reads the archive from front to back
  return [...items.values()].sort(
    (a, b) => a.entry.relativeOffsetOfLocalHeader - b.entry.relativeOffsetOfLocalHeader,
  );
}

/** The error of a zip archive that cannot be opened: without its directory the rest has no order. */
export function zipOpenError(error: unknown, archive: string, size: number): EngineError {
  const where = { entry: archive, byte: size };
  const text = error instanceof Error ? error.message : String(error);
  if (/signature not found|unexpected EOF/i.test(text)) {
    return truncated('The zip archive ends before its directory: its end is missing.', where, error);
  }
  if (/multi-disk/.test(text)) return damaged('The zip archive is one part of several.', where, error);
  return damaged("The zip archive's directory is damaged.", where, error);
}

/** How jszip and this reader name an entry: UTF-8 where the bytes are UTF-8, whatever the flag says. */
export function decodeZipName(bytes: Uint8Array): string {
  const name = Buffer.from(bytes);
  return isUtf8(name) ? name.toString('utf8') : getFileNameLowLevel(0, name, [], true);
}

/** The name of an entry that is a file and can be read; null for folders, and for others, which it reports. */
function checkEntry(entry: Entry, onProblem: ProblemListener): string | null {
  const raw = entry.fileNameRaw;
  if ((entry.generalPurposeBitFlag & UTF8_FLAG) !== 0 && !isUtf8(raw)) {
    onProblem(badEncoding(raw));
    return null;
  }
  const name = isUtf8(raw)
    ? raw.toString('utf8')
    : getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, true);
  const checked = checkName(name);
  if ('problem' in checked) {
    onProblem(checked.problem);
    return null;
  }
  const type = fileType(entry);
  if (/[\\/]$/.test(name) || checked.path === '' || type === FILE_TYPES.folder) return null;
  if (type !== 0 && type !== FILE_TYPES.file) {
    onProblem(notAFile(name, type === FILE_TYPES.link ? 'link' : 'device'));
    return null;
  }
  const problem = unreadable(entry, name);
  if (problem === null) return name;
  onProblem(problem);
  return null;
}

/** The Unix file type, 0 where the archive was made on a system that has none. */
function fileType(entry: Entry): number {
  return UNIX_SYSTEMS.has(entry.versionMadeBy >>> 8) ? (entry.externalFileAttributes >>> 16) & FILE_TYPE : 0;
}

function unreadable(entry: Entry, name: string) {
  if (entry.isEncrypted()) {
    return refused('ENTRY_ENCRYPTED', name, 'It is encrypted with a password.').problem;
  }
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    const reason = `It is compressed with method ${entry.compressionMethod}, which is not supported.`;
    return refused('ENTRY_UNSUPPORTED', name, reason).problem;
  }
  if (entry.uncompressedSize > entry.compressedSize * DEFLATE_LIMIT + DEFLATE_LIMIT) {
    const reason = `It claims ${figure(entry.uncompressedSize)} bytes, which cannot be inside it.`;
    return refused('ENTRY_IMPOSSIBLE_SIZE', name, reason).problem;
  }
  return null;
}
