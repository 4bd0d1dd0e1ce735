import { EngineError } from '../engine/errors.ts';

/** A restore can be undone only where it was made. */
export function otherTargetOpen(wanted: string | null, open: string | null): EngineError {
  return new EngineError({
    code: 'UNDO_NOT_POSSIBLE',
    message: `The restore went into ${wanted ?? 'a target that is not known'}; ${open === null ? 'no target' : open} is open.`,
    consequence: 'Nothing was changed.',
    advice: 'Open the target that it went into.',
  });
}
