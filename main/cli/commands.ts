import { type CommandEntry, onlyPackage, targetOf, usage } from './command-entry.ts';
import { completionEntry, manEntry } from './completion-entry.ts';
import { diffEntry } from './diff-entry.ts';
import { exportEntry } from './export-entry.ts';
import { healthEntry } from './health-entry.ts';
import { jobsEntry } from './jobs-entry.ts';
import { KEY_HELP, KEY_OPTIONS, KEY_USAGE, readKeyOptions } from './key-options.ts';
import { keysEntry } from './keys-entry.ts';
import { loginEntry, logoutEntry } from './login-entry.ts';
import { profilesEntry } from './profiles-entry.ts';
import { PLAN_OPTIONS, PLAN_USAGE, planOptions, restoreOptions, WRITE_OPTIONS } from './restore-options.ts';
import { scheduleEntry } from './schedule-entry.ts';
import { snapshotEntry } from './snapshot-entry.ts';
import { recoverEntry, undoEntry } from './undo-entry.ts';

const inspect = {
  usage: [`inspect PACKAGE ${KEY_USAGE}`],
  help: `Says what is in a package and what is wrong with it. Needs no database. PACKAGE is a .tar.gz, .tar or .zip, a
folder, or a bare fixture (.json, .json.gz), each of them encrypted with age or not; it is recognised by its content.
Says how it is encrypted, and whether the signature beside it (PACKAGE.sig) is that of what was signed.
${KEY_HELP}`,
  options: KEY_OPTIONS,
  read: (given) => ({
    command: 'inspect' as const,
    package: onlyPackage(given),
    ...readKeyOptions(given.values),
  }),
} satisfies CommandEntry;

const init = {
  usage: ['init --target T'],
  help: `Makes an empty EDMS database: in an empty PostgreSQL database, or as a new embedded one. Refuses a database
that is not empty.
`,
  options: ['target'],
  read: (given) => {
    const target = targetOf(given);
    if (given.operands.length > 0) throw usage('init takes no package.');
    return { command: 'init' as const, target };
  },
} satisfies CommandEntry;

const plan = {
  usage: [`plan PACKAGE --target T ${PLAN_USAGE}`],
  help: `Says what a restore would do with every record and file. Writes nothing to the target.
  --storage DIR  the folder in which the EDMS keeps its files (documents/, media/, certificates/ are in it);
                 a profile can name it, and an embedded target has one of its own
  --policy FILE  decisions as JSON: classes, models, records, changedRecords, missingUsers, acceptDamaged
  --mode MODE    complete, merge (as without it), reinit (infrastructure by name), mirror (the target becomes as
                 the package), selected, files (only), database (only)
  --select MODEL:KEY  a record to restore with all that it depends on, documents.document:POL-2025-0001-v01.00;
                 KEY is its natural key (parts joined by commas), uuid or primary key, or * for all of the model
  --fill MODEL.FIELD=VALUE
                 the value of a column that the target's version of the EDMS requires and the package lacks
                 (documents.document.sensitivity_label=CONFIDENTIAL); can be given several times
  --side-file FILE
                 write what has no place in the target into FILE (NDJSON); without it, plan writes no such file
  --remove-beyond MODEL  in the mode mirror: remove the rows of this model that the package does not have
${KEY_HELP}`,
  options: PLAN_OPTIONS,
  read: (given) => ({ command: 'plan' as const, ...planOptions(given) }),
} satisfies CommandEntry;

const preflight = {
  usage: [`preflight PACKAGE --target T ${PLAN_USAGE}`],
  help: `Looks at everything that could go wrong with a restore, before its first write: connection, rights, versions, mode,
other sessions, locks, space, clock, and the soundness of target and package. Changes nothing. Each check is ok, warn
(a restore asks to confirm it) or stop (a restore refuses to begin).
  --storage, --policy, --mode, --select, --remove-beyond, --identity, --passphrase-env  as for plan

Exit status: 0 all ok, 3 at least one warning, 5 at least one stop.
`,
  options: PLAN_OPTIONS,
  read: (given) => ({ command: 'preflight' as const, ...planOptions(given) }),
} satisfies CommandEntry;

const restore = {
  usage: [`restore PACKAGE --target T ${PLAN_USAGE} [--dry-run] [--yes] [--accept ID]… [--no-record]`],
  help: `Restores a package: all of it or nothing, verified before it is committed. Asks before it writes (for a
production system, for its name); without a terminal it needs --yes. Ctrl+C cancels and changes nothing.
  --dry-run      plan and report only
  --yes          do not ask; stands for the warnings about package, version and mode, which the report tells too
  --accept ID    confirm another warning of the pre-flight by its id; without it the restore does not begin
  --no-record    leave no row about the restore in the EDMS's own tables (restore_jobs, audit_trail)
  --storage, --policy, --mode, --select, --remove-beyond, --fill, --identity, --passphrase-env  as for plan
  --side-file FILE  where to keep what has no place in the target (records and values that its version of the EDMS
                 does not know, records that could not be restored); the report names the file
`,
  options: WRITE_OPTIONS,
  read: (given) => ({ command: 'restore' as const, ...restoreOptions(given) }),
} satisfies CommandEntry;

/** The commands, in the order of the help. A new one is an entry here and a case in `runCommand`. */
export const COMMANDS = {
  inspect,
  diff: diffEntry,
  init,
  plan,
  preflight,
  restore,
  undo: undoEntry,
  recover: recoverEntry,
  jobs: jobsEntry,
  health: healthEntry,
  export: exportEntry,
  snapshot: snapshotEntry,
  keys: keysEntry,
  schedule: scheduleEntry,
  profiles: profilesEntry,
  login: loginEntry,
  logout: logoutEntry,
  completion: completionEntry,
  man: manEntry,
};

export type CommandName = keyof typeof COMMANDS;

export function isCommandName(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(COMMANDS, word);
}
