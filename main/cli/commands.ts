import {
  type CommandEntry,
  type Given,
  type OptionName,
  onlyPackage,
  targetOf,
  usage,
} from './command-entry.ts';
import { healthEntry } from './health-command.ts';
import { jobsEntry } from './jobs-command.ts';
import { type ModeOptions, readModeOptions } from './mode-options.ts';
import { PREFLIGHT_HELP } from './preflight-command.ts';
import { profilesEntry } from './profiles-entry.ts';

export interface PlanOptions extends ModeOptions {
  readonly package: string;
  readonly target: string;
  readonly storage: string | null;
  /** Path of a JSON file with a policy. */
  readonly policy: string | null;
}

const PLAN_USAGE =
  '[--storage DIR] [--policy FILE] [--mode MODE] [--select MODEL:KEY]… [--remove-beyond MODEL]…';

const PLAN_OPTIONS: readonly OptionName[] = [
  'target',
  'storage',
  'policy',
  'mode',
  'select',
  'remove-beyond',
];

function planOptions(given: Given): PlanOptions {
  return {
    package: onlyPackage(given),
    target: targetOf(given),
    storage: given.values.storage ?? null,
    policy: given.values.policy ?? null,
    ...readModeOptions(given.values),
  };
}

const inspect = {
  usage: ['inspect PACKAGE'],
  help: `Says what is in a package and what is wrong with it. Needs no database. PACKAGE is a .tar.gz, .tar or .zip, a
folder, or a bare fixture (.json, .json.gz); it is recognised by its content.
`,
  options: [],
  read: (given) => ({ command: 'inspect' as const, package: onlyPackage(given) }),
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
  --remove-beyond MODEL  in the mode mirror: remove the rows of this model that the package does not have
`,
  options: PLAN_OPTIONS,
  read: (given) => ({ command: 'plan' as const, ...planOptions(given) }),
} satisfies CommandEntry;

const preflight = {
  usage: [`preflight PACKAGE --target T ${PLAN_USAGE}`],
  help: PREFLIGHT_HELP,
  options: PLAN_OPTIONS,
  read: (given) => ({ command: 'preflight' as const, ...planOptions(given) }),
} satisfies CommandEntry;

const restore = {
  usage: [`restore PACKAGE --target T ${PLAN_USAGE} [--dry-run] [--yes]`],
  help: `Restores a package: all of it or nothing, verified before it is committed. Asks before it writes (for a
production system, for its name); without a terminal it needs --yes. Ctrl+C cancels and changes nothing.
  --dry-run      plan and report only
  --storage, --policy, --mode, --select, --remove-beyond  as for plan
`,
  options: [...PLAN_OPTIONS, 'dry-run', 'yes'],
  read: (given) => ({
    command: 'restore' as const,
    ...planOptions(given),
    dryRun: given.values['dry-run'] === true,
    yes: given.values.yes === true,
  }),
} satisfies CommandEntry;

/** The commands, in the order of the help. A new one is an entry here and a case in `runCommand`. */
export const COMMANDS = {
  inspect,
  init,
  plan,
  preflight,
  restore,
  health: healthEntry,
  profiles: profilesEntry,
  jobs: jobsEntry,
};

export type CommandName = keyof typeof COMMANDS;

export function isCommandName(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(COMMANDS, word);
}
