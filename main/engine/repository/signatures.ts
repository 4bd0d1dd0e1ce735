import path from 'node:path';
import type { Report } from './check-folder.ts';
import type { MaintenanceContext } from './context.ts';
import type { ObjectId } from './repository.ts';
import { isObjectId, type RepositoryFiles, sha256 } from './repository-files.ts';

/** The signature of a snapshot's manifest, as its file is named: `<snapshot>.<sha256>.sig`. */
export interface StoredSignature {
  /** The snapshot whose stored bytes are signed. */
  readonly snapshot: ObjectId;
  /** Below the root of the repository. */
  readonly file: string;
  /** SHA-256 that its bytes should have. */
  readonly sha256: string;
}

const FOLDER = 'signatures';

/** The name holds the hash of the file, so that a changed bit is known whatever the signature is worth. */
export async function listSignatures(files: RepositoryFiles): Promise<readonly StoredSignature[]> {
  return (await files.names(FOLDER)).map(signatureOf).filter((signature) => signature !== null);
}

export function signatureOf(name: string): StoredSignature | null {
  const [snapshot, hash, end, ...more] = name.split('.');
  if (!isObjectId(snapshot) || !isObjectId(hash) || end !== 'sig' || more.length > 0) return null;
  return { snapshot, file: `${FOLDER}/${name}`, sha256: hash };
}

/** Writes the text of a signature, as it is: it is to be read without the key of an encrypted repository. */
export async function writeSignature(
  files: RepositoryFiles,
  snapshot: ObjectId,
  text: string,
): Promise<void> {
  const bytes = Buffer.from(text);
  const name = `${snapshot}.${sha256(bytes)}.sig`;
  await files.writePlace(path.join(files.root, FOLDER, name), [bytes]);
  await files.sync();
}

/** The text of a signature; null where its bytes are not those of its name, or cannot be read. */
export async function readSignature(
  files: RepositoryFiles,
  { file, sha256: expected }: StoredSignature,
): Promise<string | null> {
  const bytes = await files.readPlace(path.join(files.root, file)).catch(() => null);
  return bytes !== null && sha256(bytes) === expected ? bytes.toString('utf8') : null;
}

/** Says which signatures are damaged, and which are those of snapshots that are gone. */
export async function checkSignatures(
  { files }: MaintenanceContext,
  snapshots: ReadonlySet<ObjectId>,
  report: Report,
): Promise<void> {
  for (const signature of await listSignatures(files)) {
    const where = { entry: signature.file };
    if ((await readSignature(files, signature)) === null)
      report({
        code: 'SIGNATURE_DAMAGED',
        severity: 'error',
        message: `${signature.file} is damaged: its bytes are not those of its name. It was the signature of the snapshot ${signature.snapshot.slice(0, 8)}, which does not depend on it.`,
        advice:
          'Copy the file from another copy of the repository; without it nothing tells who made the snapshot.',
        where,
      });
    else if (!snapshots.has(signature.snapshot))
      report({
        code: 'SIGNATURE_ORPHANED',
        severity: 'note',
        message: `${signature.file} is the signature of a snapshot that is gone.`,
        advice: 'Nothing has to be done: prune takes it away.',
        where,
      });
  }
}

/** The paths of the signatures of snapshots that are gone. */
export async function orphanedSignatures(
  { files }: MaintenanceContext,
  snapshots: readonly ObjectId[],
): Promise<readonly string[]> {
  const known = new Set(snapshots);
  const orphans = (await listSignatures(files)).filter(({ snapshot }) => !known.has(snapshot));
  return orphans.map(({ file }) => path.join(files.root, file));
}

/** Puts damaged signatures into a folder of the trash, and tells of each. */
export async function discardSignatures(
  { files }: MaintenanceContext,
  folder: string,
  did: (code: string, message: string, entry: string) => void,
): Promise<void> {
  for (const signature of await listSignatures(files)) {
    if ((await readSignature(files, signature)) !== null) continue;
    await files.move(path.join(files.root, signature.file), path.join(folder, signature.sha256));
    did(
      'SIGNATURE_DISCARDED',
      `${signature.file} is damaged. It is in the trash now; the snapshot ${signature.snapshot.slice(0, 8)} counts as one whose signature is gone.`,
      signature.file,
    );
  }
}
