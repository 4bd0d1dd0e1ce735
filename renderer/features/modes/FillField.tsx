import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import NativeSelect from '@mui/material/NativeSelect';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import type { FillProposal } from '../../../preload/contract/types.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** The value that records get in a column that the package does not have. Another one makes the plan anew. */
export function FillField({ fill }: { readonly fill: FillProposal }) {
  const words = useWords();
  const store = useWorkStore();
  const entered = useWork((work) => work.policy.fills[fill.field] !== undefined);
  const about = `${fill.table}.${fill.column}`;
  return (
    <Box sx={{ display: 'grid', gap: 0.25 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
        {fill.choices ? <Choice fill={fill} about={about} /> : <Text fill={fill} about={about} />}
        {entered && (
          <Button
            size="small"
            color="inherit"
            aria-label={words.versions.backFor(about)}
            onClick={() => store.getState().setFill(fill.field, null)}
          >
            {words.versions.back}
          </Button>
        )}
      </Box>
      <Typography variant="caption" sx={{ color: fill.source === null ? 'warning.main' : 'text.secondary' }}>
        {fill.source === null ? words.versions.needed : words.versions.source[fill.source]}
      </Typography>
    </Box>
  );
}

interface FieldProps {
  readonly fill: FillProposal;
  readonly about: string;
}

function Choice({ fill, about }: FieldProps) {
  const words = useWords();
  const store = useWorkStore();
  const choices = fill.choices ?? [];
  // What the database evaluates itself is none of the choices.
  const other = fill.value !== null && !choices.includes(fill.value) ? fill.value : null;
  return (
    <NativeSelect
      value={fill.value ?? ''}
      onChange={(event) => {
        if (choices.includes(event.target.value)) store.getState().setFill(fill.field, event.target.value);
      }}
      inputProps={{ 'aria-label': words.versions.fillFor(about) }}
      sx={{ fontSize: '0.8125rem', minWidth: 170 }}
    >
      {fill.value === null && <option value="">{words.versions.choose}</option>}
      {other !== null && <option value={other}>{other}</option>}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </NativeSelect>
  );
}

function Text({ fill, about }: FieldProps) {
  const words = useWords();
  const store = useWorkStore();
  const [text, setText] = useState(fill.value ?? '');
  useEffect(() => setText(fill.value ?? ''), [fill.value]);
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        store.getState().setFill(fill.field, text);
      }}
      sx={{ display: 'flex', alignItems: 'center', gap: 1 }}
    >
      <TextField
        value={text}
        onChange={(event) => setText(event.target.value)}
        slotProps={{ htmlInput: { 'aria-label': words.versions.fillFor(about), maxLength: 10_000 } }}
        sx={{ '& input': { py: 0.5, fontSize: '0.8125rem' } }}
      />
      <Button
        type="submit"
        size="small"
        variant="outlined"
        aria-label={words.versions.useFor(about)}
        disabled={fill.value === text}
      >
        {words.versions.use}
      </Button>
    </Box>
  );
}
