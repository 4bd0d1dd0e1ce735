import { readWithin } from '../database/read-within.ts';
import { agree, bytesText, counted, durationText } from '../figures.ts';
import { lastEdmsBackup } from '../health/last-backup.ts';
import { STATEMENT_LIMIT } from './limits.ts';
import { ok, type PreflightCheck, type PreflightInput, warn } from './preflight.ts';
import { undoNeed } from './space-needed.ts';

/** Whether there is a way back: the restore's own, and the last backup of the EDMS. */
export async function checkWayBack(input: PreflightInput): Promise<PreflightCheck> {
  const { target, now, home } = input;
  const { rows, files, bytes } = await undoNeed(input);
  const space = await input.diskSpace(home);
  if (space !== null && space.freeBytes < bytes) {
    const kept = [
      ...(rows === 0 ? [] : [`${counted(rows, 'row')} that ${agree(rows, 'changes', 'change')}`]),
      ...(files === 0 ? [] : [`${counted(files, 'file')} that ${agree(files, 'makes', 'make')} way`]),
    ];
    const what = kept.length === 0 ? 'What was written' : `What was written, and ${kept.join(' and ')}`;
    return warn(
      'way-back',
      `${what} may need ${bytesText(bytes)} to be kept for undo, where only ${bytesText(space.freeBytes)} are free.`,
      `Make room in ${home}, or move the console's folder (EDMS_BACKUP_HOME); a restore that cannot keep them changes nothing.`,
    );
  }
  const backup = await readWithin(target, STATEMENT_LIMIT, (sql) => lastEdmsBackup(sql, target.schema));
  const last =
    backup === null
      ? 'the EDMS has no record of a completed backup'
      : `the last backup that the EDMS completed is ${durationText(now() - Date.parse(backup.at))} old`;
  return ok('way-back', `What the restore changes is kept, so that it can be undone; ${last}.`);
}
