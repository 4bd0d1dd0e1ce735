import { JOBS_HELP } from './jobs-command.ts';
import type { CommandName } from './options.ts';

const GENERAL = `edms-backup: inspect, plan, restore and verify migration packages of the EDMS

  edms-backup inspect PACKAGE
  edms-backup init    --target T
  edms-backup plan    PACKAGE --target T [--storage DIR] [--policy FILE]
  edms-backup restore PACKAGE --target T [--storage DIR] [--policy FILE] [--dry-run] [--yes]
  edms-backup jobs    [show JOB] [--search TEXT] [--limit N]

Every command takes --json (one object on standard output), --quiet and --help.
T is embedded:NAME or a postgresql:// URL; EDMS_TARGET stands in for --target, so that no password is seen in
a list of processes.

Exit status: 0 all done and verified; 3 done, but some records were skipped or need a look; 2 wrong usage;
4 the package cannot be read; 5 the target cannot be used; 130 cancelled, nothing changed; 1 an error of the
program itself.
`;

const TOPICS: { readonly [command in CommandName]: string } = {
  inspect: `edms-backup inspect PACKAGE [--json] [--quiet]

Says what is in a package and what is wrong with it. Needs no database. PACKAGE is a .tar.gz, .tar or .zip, a
folder, or a bare fixture (.json, .json.gz); it is recognised by its content.
`,
  init: `edms-backup init --target T [--json] [--quiet]

Makes an empty EDMS database: in an empty PostgreSQL database, or as a new embedded one. Refuses a database
that is not empty.
`,
  plan: `edms-backup plan PACKAGE --target T [--storage DIR] [--policy FILE] [--json] [--quiet]

Says what a restore would do with every record and file. Writes nothing to the target.
  --storage DIR  the folder in which the EDMS keeps its files (documents/, media/, certificates/ are in it);
                 an embedded target has one of its own
  --policy FILE  decisions as JSON: classes, models, records, changedRecords, missingUsers, acceptDamaged
`,
  restore: `edms-backup restore PACKAGE --target T [--storage DIR] [--policy FILE] [--dry-run] [--yes] [--json] [--quiet]

Restores a package: all of it or nothing, verified before it is committed. Asks before it writes; without a
terminal it needs --yes. Ctrl+C cancels and changes nothing.
  --dry-run      plan and report only
  --storage, --policy  as for plan
`,
  jobs: JOBS_HELP,
};

export function helpText(topic: CommandName | null): string {
  return topic === null ? GENERAL : TOPICS[topic];
}
