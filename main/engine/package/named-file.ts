import type { FixtureRecord } from '../fixture/record.ts';
import { PACKAGE_PATHS } from './package.ts';

/**
 * The path in the package (`storage/documents/<uuid>.docx`) of the file that a record names, or null. Documents and
 * what belongs to them have it in `file_path`, with or without `storage/` in front (FORMATS, section 1).
 */
export function namedFile({ model, fields }: FixtureRecord): string | null {
  const path = fields.file_path;
  if (!model.startsWith('documents.') || typeof path !== 'string' || path === '') return null;
  return path.startsWith(PACKAGE_PATHS.storage) ? path : PACKAGE_PATHS.storage + path;
}
