import { englishCommon } from './en/common.ts';
import { englishCompare } from './en/compare.ts';
import { englishEncryption } from './en/encryption.ts';
import { englishExports } from './en/exports.ts';
import { englishHealth } from './en/health.ts';
import { modesInEnglish } from './en/modes.ts';
import { englishPackage } from './en/package.ts';
import { englishPlan } from './en/plan.ts';
import { englishProfiles } from './en/profiles.ts';
import { englishReport } from './en/report.ts';
import { englishSchedules } from './en/schedules.ts';
import { englishSession } from './en/session.ts';
import { englishShell } from './en/shell.ts';
import { englishSnapshots } from './en/snapshots.ts';
import { englishTarget } from './en/target.ts';
import { englishTold } from './en/told.ts';
import { counted, formatsOf } from './formats.ts';

const f = formatsOf('en');

const records = counted(f, 'record', 'records');
const files = counted(f, 'file', 'files');
const users = counted(f, 'user', 'users');
const fields = counted(f, 'field', 'fields');

/**
 * The words of the console in English, and the measure of every other language. One word for one thing:
 * package, target, preview, restore, record, file, keep, take, beside, skip.
 */
export const english = {
  ...modesInEnglish,
  formats: f,
  app: { name: 'EDMS Backup Console' },
  counts: { records, files, users, fields, groups: counted(f, 'group', 'groups') },
  ...englishHealth,
  ...englishSnapshots,
  ...englishSchedules,
  ...englishCompare,
  ...englishExports,
  profiles: englishProfiles,
  session: englishSession,
  encryption: englishEncryption,
  ...englishShell,
  ...englishCommon,
  ...englishPackage,
  ...englishTarget,
  ...englishPlan,
  ...englishReport,
  ...englishTold,
};
