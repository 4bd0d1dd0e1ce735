import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import NativeSelect from '@mui/material/NativeSelect';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import type { CandidateQuery } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { useTyped } from '../../components/useTyped.ts';
import { useWords } from '../../words/useWords.ts';
import { CandidateList } from './CandidateList.tsx';
import { useChooser, useChooserNow } from './useChooser.ts';

const KINDS: readonly CandidateQuery['kind'][] = ['documents', 'users', 'workflows'];

/** Choosing records: one by one, by the time they were made, by a text that they hold. */
export function SelectionForm() {
  const words = useWords();
  const chooser = useChooserNow();
  const { kind, search } = useChooser(({ candidateChoice }) => candidateChoice);
  const candidates = useChooser((now) => now.candidates);
  const error = useChooser(({ candidatesError }) => candidatesError);
  const [text, setText] = useTyped(search, (typed) => void chooser().findCandidates({ search: typed }));
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1, minHeight: 0, overflow: 'auto', p: 0.5 }}>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
        <NativeSelect
          value={kind}
          onChange={(event) => {
            const chosen = KINDS.find((one) => one === event.target.value);
            if (chosen) void chooser().findCandidates({ kind: chosen });
          }}
          inputProps={{ 'aria-label': words.selection.kind }}
          sx={{ fontSize: '0.8125rem' }}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {words.selection.kinds[one]}
            </option>
          ))}
        </NativeSelect>
        <TextField
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={words.selection.find}
          slotProps={{ htmlInput: { 'aria-label': words.selection.find, maxLength: 500 } }}
          sx={{ flex: 1, '& input': { py: 0.75, fontSize: '0.8125rem' } }}
        />
      </Box>
      {error && error.code !== 'CANCELLED' && <ErrorCard error={error} />}
      {candidates && <CandidateList page={candidates} />}
      <Others />
      <Chosen />
    </Box>
  );
}

function Others() {
  const words = useWords();
  const chooser = useChooserNow();
  const { span, search } = useChooser((_chooser, selection) => selection);
  const [text, setText] = useTyped(search, (typed) => chooser().changeSelection({ search: typed }));
  const labelId = useId();
  const setEnd = (end: 'from' | 'to', value: string): void => {
    const next = { from: span?.from ?? null, to: span?.to ?? null, [end]: value === '' ? null : value };
    chooser().changeSelection({ span: next.from === null && next.to === null ? null : next });
  };
  return (
    <Box role="group" aria-labelledby={labelId} sx={{ display: 'grid', gap: 1 }}>
      <Typography variant="h3" component="h2" id={labelId}>
        {words.selection.others}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(170px, 1fr))', gap: 1 }}>
        {(['from', 'to'] as const).map((end) => (
          <TextField
            key={end}
            type="date"
            label={`${words.selection.span} ${words.selection[end]}`}
            value={(span?.[end] ?? '').slice(0, 10)}
            onChange={(event) => setEnd(end, event.target.value)}
            slotProps={{ inputLabel: { shrink: true } }}
          />
        ))}
      </Box>
      <TextField
        type="search"
        label={words.selection.search}
        helperText={words.selection.searchHint}
        value={text}
        onChange={(event) => setText(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 500 } }}
      />
    </Box>
  );
}

/** More than these stand in the tree alone. */
const MOST_CHIPS = 40;

function Chosen() {
  const words = useWords();
  const chooser = useChooserNow();
  const roots = useChooser((_chooser, selection) => selection.roots);
  if (roots.length === 0) return null;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, alignItems: 'center' }}>
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {words.selection.chosen(roots.length)}
      </Typography>
      {roots.slice(0, MOST_CHIPS).map((root) => (
        <Chip
          key={root}
          size="small"
          label={root}
          onClick={() => chooser().toggleRoot(root)}
          onDelete={() => chooser().toggleRoot(root)}
          aria-label={words.selection.drop(root)}
          sx={{ maxWidth: '100%' }}
        />
      ))}
      <Button size="small" color="inherit" onClick={() => chooser().changeSelection({ roots: [] })}>
        {words.selection.clear}
      </Button>
    </Box>
  );
}
