import { germanCommon } from './de/common.ts';
import { germanCompare } from './de/compare.ts';
import { germanEncryption } from './de/encryption.ts';
import { germanExports } from './de/exports.ts';
import { germanHealth } from './de/health.ts';
import { modesInGerman } from './de/modes.ts';
import { germanPackage } from './de/package.ts';
import { germanPlan } from './de/plan.ts';
import { germanProfiles } from './de/profiles.ts';
import { germanReport } from './de/report.ts';
import { germanSchedules } from './de/schedules.ts';
import { germanSession } from './de/session.ts';
import { germanShell } from './de/shell.ts';
import { germanSnapshots } from './de/snapshots.ts';
import { germanTarget } from './de/target.ts';
import { germanTold } from './de/told.ts';
import type { english } from './en.ts';
import { counted, formatsOf } from './formats.ts';

const f = formatsOf('de');

const records = counted(f, 'Datensatz', 'Datensätze');
const files = counted(f, 'Datei', 'Dateien');
const users = counted(f, 'Benutzer', 'Benutzer');
const fields = counted(f, 'Feld', 'Felder');

/** Die Wörter der Konsole auf Deutsch. */
export const german: typeof english = {
  ...modesInGerman,
  formats: f,
  app: { name: 'EDMS Backup Console' },
  counts: { records, files, users, fields, groups: counted(f, 'Gruppe', 'Gruppen') },
  ...germanHealth,
  ...germanSnapshots,
  ...germanSchedules,
  ...germanCompare,
  ...germanExports,
  profiles: germanProfiles,
  session: germanSession,
  encryption: germanEncryption,
  ...germanShell,
  ...germanCommon,
  ...germanPackage,
  ...germanTarget,
  ...germanPlan,
  ...germanReport,
  ...germanTold,
};
