import path from 'node:path';
import { exportFormatOf } from '../engine/export/export-format.ts';
import { type Action, USUAL_FILE_NAME } from '../schedule/schedule.ts';
import { type Given, type OptionName, targetOf, usage } from './command-entry.ts';
import { KEEP_OPTIONS, readKeepOptions } from './keep-options.ts';
import { readAfterwards, readBackupKind, urlOf } from './schedule-words.ts';

/** What a schedule does, as `schedule add` takes it. */

/** Options of a schedule that makes snapshots. */
export const SNAPSHOT_OPTIONS: readonly OptionName[] = [
  'repo',
  'kind',
  'tag',
  'afterwards',
  'sign',
  'thin-all',
  ...KEEP_OPTIONS,
];
/** Options of one that exports. */
export const EXPORT_OPTIONS: readonly OptionName[] = ['export-to', 'file-name', 'files-only'];

export const EITHER = 'A schedule makes snapshots (--repo DIR) or exports (--export-to DIR), not both.';

/** Error: `USAGE`. */
export function actionOf(given: Given): Action {
  const { values } = given;
  const { repo, 'export-to': to } = values;
  if (repo !== undefined && to !== undefined) throw usage(EITHER);
  if (repo !== undefined) return snapshotActionOf(given, repo);
  if (to === undefined)
    throw usage(
      'Name the repository for snapshots with --repo DIR, or the folder for exports with --export-to DIR.',
    );
  refuse(given, SNAPSHOT_OPTIONS, 'goes with --repo');
  const pattern = values['file-name'] ?? USUAL_FILE_NAME;
  const filesOnly = values['files-only'] === true;
  if (filesOnly && exportFormatOf(pattern, null) !== 'package')
    throw usage('--files-only goes with packages: a --file-name that ends with .tar.gz or .zip.');
  return {
    kind: 'export',
    target: lastingTarget(targetOf(given)),
    storage: resolved(values.storage),
    folder: path.resolve(to),
    pattern,
    ...(filesOnly ? { filesOnly } : {}),
  };
}

function snapshotActionOf(given: Given, repo: string): Action {
  const { values } = given;
  refuse(given, EXPORT_OPTIONS, 'goes with --export-to');
  const retention = readKeepOptions(values);
  if (retention === null) refuse(given, ['thin-all'], 'goes with --keep-…');
  return {
    kind: 'backup',
    target: lastingTarget(targetOf(given)),
    storage: resolved(values.storage),
    repository: path.resolve(repo),
    backupKind: readBackupKind(values.kind ?? 'incremental'),
    tags: values.tag ?? [],
    retention,
    ...(values['thin-all'] === true ? { thins: 'all' as const } : {}),
    afterwards: readAfterwards(values.afterwards ?? 'test'),
    ...(values.sign === true ? { sign: true } : {}),
  };
}

function refuse({ values }: Given, options: readonly OptionName[], why: string): void {
  const foreign = options.find((option) => values[option] !== undefined);
  if (foreign !== undefined) throw usage(`--${foreign} ${why}.`);
}

/** A target that is kept holds no password. */
export function lastingTarget(target: string): string {
  const url = /^postgres(ql)?:\/\//i.test(target) ? urlOf(target) : null;
  if (url !== null && (url.password !== '' || url.searchParams.has('password')))
    throw usage('A schedule keeps no password. Name a profile, or give the password in EDMS_PASSWORD.');
  return target;
}

export function resolved(folder: string | undefined): string | null {
  return folder === undefined ? null : path.resolve(folder);
}
