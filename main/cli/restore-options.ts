import { type Given, type OptionName, onlyPackage, targetOf, usage } from './command-entry.ts';
import { KEY_OPTIONS, KEY_USAGE, type KeyOptions, readKeyOptions } from './key-options.ts';
import { type ModeOptions, readModeOptions } from './mode-options.ts';

export interface PlanOptions extends ModeOptions, KeyOptions {
  readonly package: string;
  readonly target: string;
  readonly storage: string | null;
  /** Path of a JSON file with a policy. */
  readonly policy: string | null;
  /** Values by `model.field`; they win over those of the policy file. */
  readonly fills: { readonly [field: string]: string };
  /** Path of the file that keeps what has no place in the target; null for one of the console's own. */
  readonly sideFile: string | null;
}

/** `MODEL.FIELD=VALUE`; the value may hold further equals signs, or be empty. */
function readFills(words: readonly string[]): { readonly [field: string]: string } {
  return Object.fromEntries(
    words.map((word) => {
      const [, field, value] = /^([^=]+\.[^=]+\.[^=]+)=(.*)$/s.exec(word) ?? [];
      if (field === undefined || value === undefined)
        throw usage(`--fill takes MODEL.FIELD=VALUE (documents.document.status=DRAFT), not "${word}".`);
      return [field, value];
    }),
  );
}

/** The options of `plan`, as a usage line has them. */
export const PLAN_USAGE = `[--storage DIR] [--policy FILE] [--mode MODE] [--select MODEL:KEY]… [--remove-beyond MODEL]… [--fill MODEL.FIELD=VALUE]… [--side-file FILE] ${KEY_USAGE}`;

export const PLAN_OPTIONS: readonly OptionName[] = [
  'target',
  'storage',
  'policy',
  'mode',
  'select',
  'remove-beyond',
  'fill',
  'side-file',
  ...KEY_OPTIONS,
];

export interface RestoreOptions extends PlanOptions {
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Tells the EDMS nothing of the restore. */
  readonly noRecord: boolean;
  /** Pre-flight warnings that are confirmed, by id. */
  readonly accept: readonly string[];
}

export function planOptions(given: Given): PlanOptions {
  return {
    package: onlyPackage(given),
    target: targetOf(given),
    storage: given.values.storage ?? null,
    policy: given.values.policy ?? null,
    ...readModeOptions(given.values),
    ...readKeyOptions(given.values),
    fills: readFills(given.values.fill ?? []),
    sideFile: given.values['side-file'] ?? null,
  };
}

export const WRITE_OPTIONS: readonly OptionName[] = [
  ...PLAN_OPTIONS,
  'dry-run',
  'yes',
  'no-record',
  'accept',
];

export function restoreOptions(given: Given): RestoreOptions {
  return {
    ...planOptions(given),
    dryRun: given.values['dry-run'] === true,
    yes: given.values.yes === true,
    noRecord: given.values['no-record'] === true,
    accept: given.values.accept ?? [],
  };
}
