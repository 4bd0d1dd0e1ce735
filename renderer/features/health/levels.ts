import OkIcon from '@mui/icons-material/CheckCircleOutlined';
import StopIcon from '@mui/icons-material/ErrorOutlineOutlined';
import WarnIcon from '@mui/icons-material/WarningAmberOutlined';
import type { CheckLevel } from '../../../preload/contract/types.ts';

/** A level is never told by its colour alone: it has a mark, and a word beside it. */
export const LEVEL_LOOKS: {
  readonly [level in CheckLevel]: { readonly Icon: typeof OkIcon; readonly color: string };
} = {
  ok: { Icon: OkIcon, color: 'success.main' },
  warn: { Icon: WarnIcon, color: 'warning.main' },
  stop: { Icon: StopIcon, color: 'error.main' },
};

const GRAVITY: { readonly [level in CheckLevel]: number } = { stop: 0, warn: 1, ok: 2 };

/** The gravest first; what is equally grave stays in its order. */
export function byGravity<T extends { readonly level: CheckLevel }>(found: readonly T[]): readonly T[] {
  return [...found].sort((a, b) => GRAVITY[a.level] - GRAVITY[b.level]);
}
