import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import type { SelectionTree } from '../../../preload/contract/types.ts';
import { COLUMN, mainPart } from '../../components/column.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { SelectionForm } from './SelectionForm.tsx';
import { SelectionTreeView } from './SelectionTreeView.tsx';
import { useChooser } from './useChooser.ts';

/** Which records are restored. */
export function SelectionScreen() {
  const { selection } = useWords();
  const store = useWorkStore();
  useEffect(() => store.getState().beginSelecting(), [store]);
  return <Choosing said={selection} />;
}

/** What the screen says of what becomes of the chosen records. */
interface Said {
  readonly title: string;
  readonly lead: string;
  readonly brought: string;
  readonly tree: string;
  treeShort(shown: number, all: number): string;
}

/** Some lines of both lists, in pixels. */
const LEAST_HEIGHT = 260;

/** Choosing records: what can be chosen on the left, what that brings along, and why, on the right. */
export function Choosing({ said }: { readonly said: Said }) {
  const words = useWords();
  const tree = useChooser((chooser) => chooser.tree);
  const selecting = useChooser((chooser) => chooser.selecting !== null);
  const error = useChooser((chooser) => chooser.selectionError);
  return (
    <Box
      sx={{
        ...COLUMN,
        px: 2,
        pt: 2,
        pb: 1.5,
      }}
    >
      <Typography variant="h1">{said.title}</Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {said.lead}
      </Typography>
      <Box
        sx={{
          ...mainPart(LEAST_HEIGHT),
          display: 'grid',
          gridTemplateColumns: 'minmax(260px, 2fr) minmax(0, 3fr)',
          gridTemplateRows: 'minmax(0, 1fr)',
          gap: 2,
        }}
      >
        <SelectionForm />
        <Box
          component="section"
          aria-label={said.brought}
          sx={{
            display: 'flex',
            flexDirection: 'column',
            minHeight: 0,
            border: 1,
            borderColor: 'divider',
            borderRadius: 1,
            bgcolor: 'background.paper',
            overflow: 'hidden',
          }}
        >
          <Box sx={{ height: 3 }}>
            {selecting && <LinearProgress aria-label={words.selection.selecting} sx={{ height: 3 }} />}
          </Box>
          <Brought tree={tree} said={said} />
          {error && error.code !== 'CANCELLED' && <ErrorCard error={error} />}
          {tree && <SelectionTreeView tree={tree} label={said.tree} />}
        </Box>
      </Box>
    </Box>
  );
}

function Brought({ tree, said }: { readonly tree: SelectionTree | null; readonly said: Said }) {
  const words = useWords();
  const shownRoots = tree?.nodes.filter(({ parent }) => parent === null).length ?? 0;
  return (
    <Box sx={{ px: 1.5, py: 1, borderBottom: 1, borderColor: 'divider', display: 'grid', gap: 0.5 }}>
      <Typography variant="h2" role="status" data-testid="selection-counts">
        {tree ? words.selection.counts(tree.records, tree.total, tree.files) : words.selection.nothing}
      </Typography>
      {tree && (
        <Typography
          variant="caption"
          color="textSecondary"
          component="p"
          tabIndex={0}
          aria-label={words.selection.byModel}
          role="group"
          sx={{ m: 0, maxHeight: 58, overflow: 'auto' }}
        >
          {tree.byModel.map(({ model, count }) => `${model} ${words.formats.number(count)}`).join(' · ')}
        </Typography>
      )}
      {tree && shownRoots < tree.roots && (
        <Typography variant="caption" color="textSecondary">
          {said.treeShort(shownRoots, tree.roots)}
        </Typography>
      )}
      {tree && tree.problems.length > 0 && <ProblemList problems={tree.problems} few={2} />}
    </Box>
  );
}
