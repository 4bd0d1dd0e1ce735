import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { EngineError } from '../errors.ts';
import { consoleHome } from '../home.ts';

export const SIDE_FILE_FORMAT = 'edms-backup-console side file';

/** Where a side file goes, and what it says of where it comes from. */
export interface SideFileRequest {
  readonly path: string;
  readonly package: { readonly path: string; readonly sha256: string | null };
  /** The target's label, without a password. */
  readonly target: string;
}

/** The path of a side file that nobody has named: in the job's folder, else in the console's own. */
export function defaultSideFilePath(packagePath: string, jobFolder: string | null, now: Date): string {
  if (jobFolder !== null) return path.join(jobFolder, 'side-file.ndjson');
  const name = path.basename(packagePath).replace(/\.(tar\.gz|tar|zip|json|json\.gz)$/i, '');
  const stamp = now
    .toISOString()
    .replace(/[-:.Z]/g, '')
    .replace('T', '-');
  return path.join(consoleHome(), 'side-files', `${name}-${stamp}.ndjson`);
}

/** Refuses to write over anything but a side file of the same package. Error: `USAGE`. */
export async function checkSideFilePlace(request: SideFileRequest): Promise<void> {
  const header = await readHeader(request.path);
  if (header === 'nothing') return;
  if (header !== 'another file' && isSamePackage(header, request)) return;
  throw new EngineError({
    code: 'USAGE',
    message: `There is another file already: ${request.path}.`,
    consequence: 'Nothing was changed.',
    advice: 'Name a side file that does not exist yet.',
  });
}

type Header = Readonly<Record<string, unknown>>;

async function readHeader(filePath: string): Promise<Header | 'nothing' | 'another file'> {
  const input = createReadStream(filePath, { end: 65_535 });
  try {
    for await (const line of createInterface({ input })) {
      const parsed: unknown = JSON.parse(line);
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : 'another file';
    }
    return 'another file';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'nothing' : 'another file';
  } finally {
    input.destroy();
  }
}

function isSamePackage(header: Header, { package: wanted }: SideFileRequest): boolean {
  const { format, package: written } = header;
  if (format !== SIDE_FILE_FORMAT || typeof written !== 'object' || written === null) return false;
  const { path: writtenPath, sha256 } = { path: null, sha256: null, ...written };
  // A folder has no checksum.
  return wanted.sha256 === null ? writtenPath === wanted.path : sha256 === wanted.sha256;
}
