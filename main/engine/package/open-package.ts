import path from 'node:path';
import type { OpenWith } from '../encryption/age.ts';
import { FixturePackage } from './fixture-package.ts';
import { FolderPackage } from './folder-package.ts';
import type { Package } from './package.ts';
import { PackageBytes } from './package-bytes.ts';
import { PACKAGE_LIMITS, type PackageLimits, type ProblemListener } from './package-errors.ts';
import { recognise } from './recognise.ts';
import { TarPackage } from './tar-package.ts';
import { ZipPackage } from './zip-package.ts';

export interface OpenPackageOptions {
  /** Told of every entry that is passed over, at opening and at every walk. */
  readonly onProblem: ProblemListener;
  readonly limits?: PackageLimits;
  /** Zip archives above this size in bytes are streamed instead of held. */
  readonly zipHeldBytes?: number;
  /** What an encrypted file is opened with. */
  readonly keys?: OpenWith;
  /** An existing folder for what has to be laid down to be read; the system's when it is left out. */
  readonly workFolder?: string;
}

/**
 * Opens what a person chose as a package. Its format is told from its content. Nothing is unpacked.
 *
 * Throws `PACKAGE_NOT_FOUND`, `PACKAGE_NOT_READABLE`, `PACKAGE_EMPTY`, `PACKAGE_UNKNOWN_FORMAT`,
 * `PACKAGE_DAMAGED`, and for an encrypted file `ENCRYPTION_KEY_NEEDED`, `ENCRYPTION_KEY_WRONG`,
 * `ENCRYPTION_DAMAGED`; a damage further inside shows when the entries are walked.
 */
export async function openPackage(chosen: string, options: OpenPackageOptions): Promise<Package> {
  const file = path.resolve(chosen);
  const { onProblem, limits = PACKAGE_LIMITS, zipHeldBytes, keys, workFolder } = options;
  const { format, stamp, unlocked } = await recognise(file, keys);
  const bytes = new PackageBytes({ path: file, stamp, unlocked, workFolder });
  const common = { bytes, limits, onProblem };
  switch (format) {
    case 'folder':
      return FolderPackage.open(file, limits, onProblem);
    case 'tar':
    case 'tar.gz':
      return new TarPackage({ ...common, gzip: format === 'tar.gz' });
    case 'zip':
      return new ZipPackage({
        ...common,
        ...(zipHeldBytes === undefined ? {} : { heldBytes: zipHeldBytes }),
      });
    case 'json':
    case 'json.gz':
      return new FixturePackage({ ...common, gzip: format === 'json.gz' });
  }
}
