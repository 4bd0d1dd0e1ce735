import AddIcon from '@mui/icons-material/AddCircleOutlined';
import EditIcon from '@mui/icons-material/ChangeCircleOutlined';
import RemoveIcon from '@mui/icons-material/RemoveCircleOutlined';
import type { ShownDifference } from '../../../preload/contract/types.ts';
import { useWords } from '../../words/useWords.ts';

type Change = ShownDifference['change'];

/** A change is never told by its colour alone: it has a mark and a word. */
const LOOKS: { readonly [change in Change]: { readonly Icon: typeof AddIcon; readonly look: string } } = {
  added: { Icon: AddIcon, look: 'mark-create' },
  changed: { Icon: EditIcon, look: 'mark-update' },
  removed: { Icon: RemoveIcon, look: 'mark-removed' },
};

export function ChangeMark({ change }: { readonly change: Change }) {
  const words = useWords();
  const { Icon, look } = LOOKS[change];
  return (
    <span className={`mark ${look}`}>
      <Icon fontSize="inherit" aria-hidden />
      {words.compare.change[change]}
    </span>
  );
}
