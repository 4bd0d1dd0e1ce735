import type { Problem } from '../problems.ts';
import type { RepairKind } from './health.ts';
import type { SequenceRepair } from './sequences-behind.ts';

/** What a repair would do, to be shown before it is done. */
export type RepairPlan = SequencesPlan | MissingFilesPlan;

export interface SequencesPlan {
  readonly kind: 'sequences';
  readonly sequences: readonly SequenceRepair[];
}

export interface MissingFilesPlan {
  readonly kind: 'missing-files';
  readonly storageRoot: string;
  /** Files that documents name and the storage lacks. */
  readonly missing: number;
  /** Those of them that the package has, with the checksum that the records give: these are put in place. */
  readonly supplied: number;
  readonly bytes: number;
  /** The first hundred of the supplied files, as paths below the storage root. */
  readonly files: readonly string[];
  /** Those that the package does not have. */
  readonly notInPackage: number;
  /** Those that the package has with another content, or damaged, or whose records give no checksum. */
  readonly notTheSame: number;
  /** The first ten of those that stay missing, and why. */
  readonly examples: readonly string[];
}

/** What a repair did. */
export type RepairReport =
  | { readonly kind: 'sequences'; readonly repaired: readonly SequenceRepair[] }
  | {
      readonly kind: 'missing-files';
      readonly placed: number;
      readonly bytes: number;
      /** Files that are missing still. */
      readonly left: number;
      readonly problems: readonly Problem[];
    };

export const REPAIR_KINDS: readonly RepairKind[] = ['sequences', 'missing-files'];
