import AddIcon from '@mui/icons-material/AddCircleOutlined';
import BlockIcon from '@mui/icons-material/Block';
import EditIcon from '@mui/icons-material/ChangeCircleOutlined';
import EqualIcon from '@mui/icons-material/DragHandle';
import HelpIcon from '@mui/icons-material/HelpOutlined';
import SkipIcon from '@mui/icons-material/RemoveCircleOutlineOutlined';
import type { Outcome } from '../../preload/contract/types.ts';
import { useWords } from '../words/useWords.ts';

interface Look {
  readonly Icon: typeof AddIcon;
  readonly color: string;
  readonly bar: string;
}

/** An outcome is never told by its colour alone: it has a mark and a word. */
export const OUTCOME_LOOKS: { readonly [outcome in Outcome]: Look } = {
  create: { Icon: AddIcon, color: 'change.main', bar: 'change.main' },
  update: { Icon: EditIcon, color: 'change.dark', bar: 'change.dark' },
  unchanged: { Icon: EqualIcon, color: 'text.secondary', bar: 'neutral.dark' },
  skip: { Icon: SkipIcon, color: 'text.secondary', bar: 'neutral.main' },
  conflict: { Icon: HelpIcon, color: 'warning.main', bar: 'warning.main' },
  impossible: { Icon: BlockIcon, color: 'error.main', bar: 'error.main' },
};

export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  const words = useWords();
  const { Icon } = OUTCOME_LOOKS[outcome];
  return (
    <span className={`mark mark-${outcome}`}>
      <Icon fontSize="inherit" aria-hidden />
      {words.preview.outcome[outcome]}
    </span>
  );
}
