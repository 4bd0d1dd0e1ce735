import ClearIcon from '@mui/icons-material/Clear';
import SearchIcon from '@mui/icons-material/Search';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputAdornment from '@mui/material/InputAdornment';
import NativeSelect from '@mui/material/NativeSelect';
import TextField from '@mui/material/TextField';
import { useEffect, useState } from 'react';
import type { PlanSummary } from '../../../preload/contract/types.ts';
import { SEARCH_ID } from '../../app/useKeys.ts';
import { WHOLE_TABLE } from '../../state/plan-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** Search and filters of the table. The search waits until the typing pauses. */
export function TableFilters({ plan }: { readonly plan: PlanSummary }) {
  const words = useWords();
  const store = useWorkStore();
  const query = useWork((work) => work.query);
  const [text, setText] = useState(query.search);

  useEffect(() => setText(query.search), [query.search]);
  useEffect(() => {
    if (text === store.getState().query.search) return;
    const waiting = setTimeout(() => store.getState().filter({ search: text }), 250);
    return () => clearTimeout(waiting);
  }, [text, store]);

  const filtered =
    query.search !== '' || query.outcomes.length + query.models.length + query.conflictClasses.length > 0;
  const conflictClass = query.conflictClasses[0];
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, px: 2, pb: 1 }}>
      <TextField
        id={SEARCH_ID}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={words.preview.search}
        sx={{ flex: '1 1 180px', maxWidth: 340, '& input': { py: 0.75, fontSize: '0.8125rem' } }}
        slotProps={{
          htmlInput: { 'aria-label': words.preview.search, maxLength: 500 },
          input: {
            startAdornment: (
              <InputAdornment position="start">
                <SearchIcon sx={{ fontSize: 18 }} aria-hidden />
              </InputAdornment>
            ),
          },
        }}
      />
      <NativeSelect
        value={query.models[0] ?? ''}
        onChange={(event) =>
          store.getState().filter({ models: event.target.value === '' ? [] : [event.target.value] })
        }
        inputProps={{ 'aria-label': words.preview.filterModel }}
        sx={{ fontSize: '0.8125rem', maxWidth: 240 }}
      >
        <option value="">{words.preview.allModels}</option>
        {plan.byModel.map(({ model, records }) => (
          <option key={model} value={model}>
            {model} ({words.formats.number(records)})
          </option>
        ))}
      </NativeSelect>
      {conflictClass && (
        <Box component="span" sx={{ fontSize: '0.8125rem' }}>
          {words.preview.classes[conflictClass]}
        </Box>
      )}
      {filtered && (
        <Button
          size="small"
          color="inherit"
          startIcon={<ClearIcon />}
          onClick={() => {
            const { sort, descending } = store.getState().query;
            store.getState().filter({ ...WHOLE_TABLE, sort, descending });
          }}
        >
          {words.preview.clearFilters}
        </Button>
      )}
    </Box>
  );
}
