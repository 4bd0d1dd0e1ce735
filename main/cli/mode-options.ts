import { EngineError } from '../engine/errors.ts';
import { RESTORE_MODES, type RestoreMode, type RestorePolicy } from '../engine/plan/policy.ts';

/** What the command line says of mode and selection; it goes before what the policy file says. */
export interface ModeOptions {
  readonly mode: RestoreMode | null;
  /** Roots of the selection, `MODEL:KEY`. */
  readonly select: readonly string[];
  /** Labels of models whose rows beyond the package are removed. */
  readonly removeBeyond: readonly string[];
}

/** Reads `--mode`, `--select` and `--remove-beyond`. Error: `USAGE`. */
export function readModeOptions(values: {
  readonly mode?: string;
  readonly select?: readonly string[];
  readonly 'remove-beyond'?: readonly string[];
}): ModeOptions {
  const mode = RESTORE_MODES.find((name) => name === values.mode) ?? null;
  if (values.mode !== undefined && mode === null)
    throw usage(`There is no mode "${values.mode}".`, `The modes are ${RESTORE_MODES.join(', ')}.`);
  return { mode, select: values.select ?? [], removeBeyond: values['remove-beyond'] ?? [] };
}

/**
 * The policy with what the command line adds: `--select` adds roots, and stands for the mode `selected` when neither
 * names a mode; `--remove-beyond` adds models. Error: `USAGE` when the mode has no use for them, so that nobody takes
 * a whole restore for a part of one.
 */
export function withModeOptions(policy: RestorePolicy, options: ModeOptions): RestorePolicy {
  const implied = options.select.length > 0 && policy.mode === 'merge' ? 'selected' : policy.mode;
  const mode = options.mode ?? implied;
  if (options.select.length > 0 && mode !== 'selected')
    throw usage('--select is for the mode selected.', 'Add --mode selected, or leave --select out.');
  if (options.removeBeyond.length > 0 && mode !== 'mirror')
    throw usage(
      '--remove-beyond is for the mode mirror.',
      'Add --mode mirror, or leave --remove-beyond out.',
    );
  const { selection, removeBeyond } = policy;
  return {
    ...policy,
    mode,
    selection: { ...selection, roots: [...selection.roots, ...options.select] },
    removeBeyond: [
      ...new Set([...removeBeyond, ...options.removeBeyond.map((label) => label.toLowerCase())]),
    ],
  };
}

function usage(message: string, advice: string): EngineError {
  return new EngineError({ code: 'USAGE', message, consequence: 'Nothing was done.', advice });
}
