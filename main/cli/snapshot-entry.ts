import { exportFormatOf } from '../engine/export/export-format.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../engine/export/export-report.ts';
import { PACKAGE } from '../engine/snapshot/compared-as-package.ts';
import { SNAPSHOT_KINDS, type SnapshotKind } from '../engine/snapshot/manifest.ts';
import type { RetentionPolicy } from '../schedule/retention-policy.ts';
import { isTimeZone, localTimeZone } from '../schedule/zone.ts';
import { type CommandEntry, type Given, type OptionName, targetOf, usage } from './command-entry.ts';
import { DEFAULT_LIMIT, limitOf } from './diff-entry.ts';
import { KEEP_HELP, KEEP_OPTIONS, readKeepOptions } from './keep-options.ts';
import { KEY_OPTIONS, type KeyOptions, readKeyOptions } from './key-options.ts';
import { type RestoreOptions, restoreOptions, WRITE_OPTIONS } from './restore-options.ts';

/** What the person wants of a repository of snapshots. */
export type SnapshotAction =
  | {
      readonly action: 'init';
      readonly recipients: readonly string[];
      /** How it is called in the window; null for the name of its folder. */
      readonly name: string | null;
      /** Put the passphrase into the system's keychain. */
      readonly keepPassphrase: boolean;
    }
  | { readonly action: 'list' | 'repair' | 'unlock' }
  | {
      readonly action: 'create';
      readonly target: string;
      readonly storage: string | null;
      readonly kind: SnapshotKind;
      readonly tags: readonly string[];
      readonly test: boolean;
      readonly sign: boolean;
    }
  | { readonly action: 'show' | 'verify' | 'test'; readonly id: string }
  | { readonly action: 'restore'; readonly id: string; readonly restore: RestoreOptions }
  | {
      readonly action: 'diff';
      /** A snapshot, or {@link PACKAGE}. */
      readonly before: string;
      /** A snapshot, {@link PACKAGE}, or null for what the target holds now. */
      readonly now: string | null;
      /** The file of the package; null where none is compared. */
      readonly packagePath: string | null;
      readonly target: string | null;
      /** The folder with the files of the target; null for that of its profile. */
      readonly storage: string | null;
      readonly model: string | null;
      readonly limit: number;
    }
  | {
      readonly action: 'write-out';
      readonly id: string;
      readonly out: string;
      readonly format: ExportFormat;
      readonly recipients: readonly string[];
      readonly sign: boolean;
    }
  | { readonly action: 'timeline'; readonly model: string; readonly record: string }
  | {
      readonly action: 'forget';
      /** By name, or what a policy does not keep of the snapshots with all of these tags. */
      readonly which: readonly string[] | PolicyForgetting;
      readonly dryRun: boolean;
    }
  | { readonly action: 'check'; readonly readData: boolean }
  | { readonly action: 'prune'; readonly dryRun: boolean };

export interface PolicyForgetting {
  readonly policy: RetentionPolicy;
  readonly tags: readonly string[];
  readonly zone: string;
}

/** `snapshot ACTION`. */
export type SnapshotOptions = {
  readonly command: 'snapshot';
  /** The repository's folder. */
  readonly repo: string;
  readonly keys: KeyOptions;
} & SnapshotAction;

const ACTIONS: { readonly [action in SnapshotAction['action']]: readonly OptionName[] } = {
  init: ['recipient', 'name', 'keep-passphrase'],
  create: ['target', 'storage', 'kind', 'tag', 'test', 'sign'],
  list: [],
  show: [],
  restore: WRITE_OPTIONS,
  verify: [],
  test: [],
  diff: ['target', 'storage', 'model', 'limit'],
  'write-out': ['format', 'recipient', 'sign'],
  timeline: [],
  forget: [...KEEP_OPTIONS, 'tag', 'zone', 'dry-run'],
  prune: ['dry-run'],
  check: ['read-data'],
  repair: [],
  unlock: [],
};
const WORDS = Object.keys(ACTIONS) as readonly SnapshotAction['action'][];

export const snapshotEntry = {
  usage: [
    'snapshot init --repo DIR [--name NAME] [--passphrase-env VAR [--keep-passphrase]] [--recipient AGE1…]…',
    `snapshot create --repo DIR --target T [--storage DIR] [--kind ${SNAPSHOT_KINDS.join('|')}] [--tag TAG]… [--test] [--sign]`,
    'snapshot list --repo DIR',
    'snapshot show ID --repo DIR',
    'snapshot restore ID --repo DIR --target T [as restore]',
    'snapshot verify ID --repo DIR',
    'snapshot test ID --repo DIR',
    'snapshot diff ID ID|PACKAGE --repo DIR [--model MODEL] [--limit N]',
    'snapshot diff ID live --repo DIR --target T [--storage DIR] [--model MODEL] [--limit N]',
    'snapshot write-out ID OUT --repo DIR [--format package|fixture|ndjson] [--recipient AGE1…]… [--sign]',
    'snapshot timeline MODEL:KEY --repo DIR',
    'snapshot forget ID… --repo DIR',
    'snapshot forget --keep-daily N… [--tag TAG]… [--zone ZONE] [--dry-run] --repo DIR',
    'snapshot prune --repo DIR [--dry-run]',
    'snapshot check --repo DIR [--read-data]',
    'snapshot repair --repo DIR',
    'snapshot unlock --repo DIR',
  ],
  help: `Keeps snapshots of an EDMS in a repository: a folder on a disk or a network share, in which what did not change is
kept once. ID is the beginning of a snapshot's id, or latest. Creating one reads the EDMS and changes nothing in it.
  --repo DIR     the repository's folder; EDMS_REPOSITORY stands for it
  --passphrase-env VAR  the variable of the environment that holds the passphrase of the repository; init encrypts it
                 and prints a recovery key once, which opens it when the passphrase is lost: keep it apart
                 without it and --identity, what the keychain holds for a known repository is taken
  --identity FILE  an identity file of age that opens the repository
  --recipient RECIPIENT  init: encrypt for the owner of this key (age1…) too; write-out: encrypt the package for them
  --format FORMAT  write-out: package, fixture or ndjson
  --sign         create, write-out: sign it with the console's own key; list, show, verify and restore say what became of
                 the signature of a snapshot
  --name NAME    init: how it is called in the window's list, into which init puts it
  --keep-passphrase  init: put the passphrase into the system's keychain, for the window and for runs on a schedule
  --kind KIND    full (everything is read), incremental (what differs from the last snapshot, as without it) or
                 differential (what differs from the last full one); each can be restored by itself
  --tag TAG      a word to find it again by; forget: only snapshots that have it
  --test         restore the new snapshot into a database that is thrown away, compare all of it, and seal it
  --model MODEL  diff: this model alone, or files
  --limit N      diff: so many differences are listed (${DEFAULT_LIMIT})
  --read-data    check: read every byte, not only names and sizes
${KEEP_HELP}  --zone ZONE    forget: the time zone whose days and weeks are meant (Europe/Berlin); this machine's where it is not
                 given
  --dry-run      forget: only say which would go, and why; prune: only say what would be taken away; restore: plan and
                 report only
  --storage DIR  create, diff, restore: the folder in which the EDMS keeps its files; that of the profile where it is not given
  --policy, --mode, --select, --fill, --side-file, --remove-beyond, --yes, --accept, --no-record  restore: as for
                 restore
verify reads all of a snapshot back; test restores and compares it; both put a seal on it. diff compares two
snapshots, one with a package (a path with a / or a . in it, before or after the snapshot), or one with what the target
holds now (live), records and files: what was added, changed and removed, field by field, and how many by model, user and
day. --passphrase-env and --identity open a package as well as the repository. write-out makes an ordinary package of a snapshot (or a
fixture: the name of OUT decides), without a database. timeline follows one record,
documents.document:POL-2025-0001-v01.00, through all snapshots. forget removes the snapshots that are named, or those
that no --keep-… keeps, and never the last one of an EDMS that was tested; prune takes away what no snapshot needs any
more: into the trash first, where it stays for a day. repair saves of a damaged repository what is whole. unlock takes
away the locks of processes that are gone.

Exit status: 0 all is well, 3 something needs a look (diff: the two differ), 5 the repository cannot be used.
`,
  options: [...new Set<OptionName>(['repo', ...KEY_OPTIONS, ...Object.values(ACTIONS).flat()])],
  read: readSnapshot,
} satisfies CommandEntry;

function readSnapshot(given: Given): SnapshotOptions {
  const [word, ...operands] = given.operands;
  const action = WORDS.find((one) => one === word);
  if (action === undefined)
    throw usage(
      `${word === undefined ? 'Say what to do with snapshots' : `snapshot has no action "${word.slice(0, 40)}"`}: ${WORDS.join(', ')}.`,
    );
  const foreign = snapshotEntry.options.find(
    (option) =>
      given.values[option] !== undefined &&
      option !== 'repo' &&
      !KEY_OPTIONS.includes(option) &&
      !ACTIONS[action].includes(option),
  );
  if (foreign !== undefined) throw usage(`snapshot ${action} has no option --${foreign}.`);
  const repo = given.values.repo ?? given.environment.EDMS_REPOSITORY;
  if (!repo) throw usage('Name the repository with --repo or in EDMS_REPOSITORY.');
  const keys = readKeyOptions(given.values);
  return { command: 'snapshot', repo, keys, ...readAction(action, { ...given, operands }) };
}

function readAction(action: SnapshotAction['action'], given: Given): SnapshotAction {
  const { values } = given;
  switch (action) {
    case 'init':
      none(given);
      return {
        action,
        recipients: values.recipient ?? [],
        name: nameOf(values.name),
        keepPassphrase: keepsPassphrase(values),
      };
    case 'list':
    case 'repair':
    case 'unlock':
      none(given);
      return { action };
    case 'create':
      none(given);
      return {
        action,
        target: targetOf(given),
        storage: values.storage ?? null,
        kind: kindOf(values.kind),
        tags: values.tag ?? [],
        test: values.test === true,
        sign: values.sign === true,
      };
    case 'show':
    case 'verify':
    case 'test':
      return { action, id: onlyId(given) };
    case 'restore': {
      const id = onlyId(given);
      return { action, id, restore: restoreOptions({ ...given, operands: [id] }) };
    }
    case 'diff':
      return readDiff(given);
    case 'write-out': {
      const [id, out, ...more] = given.operands;
      if (id === undefined || out === undefined || more.length > 0)
        throw usage('Name the snapshot and the file that is to be made.');
      return {
        action,
        id,
        out,
        format: exportFormatOf(out, EXPORT_FORMATS.find((one) => one === values.format) ?? null),
        recipients: values.recipient ?? [],
        sign: values.sign === true,
      };
    }
    case 'timeline': {
      const [, model, record] = /^([^:]+):(.+)$/s.exec(onlyId(given)) ?? [];
      if (model === undefined || record === undefined)
        throw usage('Name the record as MODEL:KEY, documents.document:POL-2025-0001-v01.00.');
      return { action, model, record };
    }
    case 'forget':
      return readForget(given);
    case 'prune':
      none(given);
      return { action, dryRun: values['dry-run'] === true };
    case 'check':
      none(given);
      return { action, readData: values['read-data'] === true };
  }
}

function readForget(given: Given): SnapshotAction {
  const { operands, values } = given;
  const policy = readKeepOptions(values);
  const dryRun = values['dry-run'] === true;
  if (policy === null) {
    if (operands.length === 0)
      throw usage('Name the snapshots that are to be forgotten, or say what is kept: --keep-daily 7.');
    const foreign = (['tag', 'zone', 'dry-run'] as const).find((option) => values[option] !== undefined);
    if (foreign !== undefined) throw usage(`--${foreign} goes with --keep-….`);
    return { action: 'forget', which: operands, dryRun };
  }
  if (operands.length > 0) throw usage('Name snapshots, or say what is kept, not both.');
  const zone = values.zone ?? localTimeZone();
  if (!isTimeZone(zone)) throw usage(`The system knows no time zone ${zone}.`);
  return { action: 'forget', which: { policy, tags: values.tag ?? [], zone }, dryRun };
}

function readDiff(given: Given): SnapshotAction {
  const [before, now, ...more] = given.operands;
  if (before === undefined || now === undefined || more.length > 0)
    throw usage('Name two snapshots, one and a package, or one and live.');
  const isLive = now === 'live';
  const packages = [before, now].filter(isPath);
  if (packages.length > 1 || (isLive && packages.length > 0))
    throw usage('A package is compared with a snapshot: name one of each. Two packages: edms-backup diff.');
  const foreign = (['target', 'storage'] as const).find((option) => given.values[option] !== undefined);
  if (!isLive && foreign !== undefined) throw usage(`--${foreign} goes with live.`);
  const limit = limitOf(given.values);
  return {
    action: 'diff',
    before: isPath(before) ? PACKAGE : before,
    now: isLive ? null : isPath(now) ? PACKAGE : now,
    packagePath: packages[0] ?? null,
    target: isLive ? targetOf(given) : null,
    storage: given.values.storage ?? null,
    model: given.values.model ?? null,
    limit,
  };
}

/** The name of a snapshot has neither. */
function isPath(operand: string): boolean {
  return /[./\\]/.test(operand);
}

function none({ operands }: Given): void {
  if (operands.length > 0) throw usage(`"${String(operands[0]).slice(0, 40)}" is a word too many.`);
}

function onlyId({ operands }: Given): string {
  const [id, ...more] = operands;
  if (id === undefined) throw usage('Name the snapshot by the beginning of its id, or as latest.');
  if (more.length > 0) throw usage('One snapshot at a time.');
  return id;
}

function nameOf(given: string | undefined): string | null {
  if (given === undefined) return null;
  const name = given.trim();
  if (name === '' || name.length > 200) throw usage('--name takes a name of at most 200 characters.');
  return name;
}

function keepsPassphrase(values: Given['values']): boolean {
  if (values['keep-passphrase'] !== true) return false;
  if (values['passphrase-env'] === undefined) throw usage('--keep-passphrase goes with --passphrase-env.');
  return true;
}

function kindOf(given: string | undefined): SnapshotKind {
  if (given === undefined) return 'incremental';
  const found = SNAPSHOT_KINDS.find((kind) => kind === given);
  if (found === undefined) throw usage(`--kind takes ${SNAPSHOT_KINDS.join(', ')}, not "${given}".`);
  return found;
}
