import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { isCommandWhole } from '../../state/notices-slice.ts';
import type { DraftedSchedule } from '../../state/schedules-slice.ts';
import { useWorkStore } from '../../state/useWork.ts';
import { MONO_FONT } from '../../theme.ts';
import { useWords } from '../../words/useWords.ts';
import { AboutFields } from './AboutFields.tsx';
import { NumberField } from './fields.tsx';
import { TestMessage } from './TestMessage.tsx';

type Command = NonNullable<DraftedSchedule['tell']['command']>;

/** A program that tells somebody, and its words. */
export function CommandFields({
  command,
  onChange,
}: {
  readonly command: Command;
  readonly onChange: (command: Command) => void;
}) {
  const { tell } = useWords().schedules.form;
  const store = useWorkStore();
  const { programPath, words, timeLimitSeconds, about } = command;
  const [text, setText] = useState(words.join('\n'));
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <Button
          variant="outlined"
          color="inherit"
          size="small"
          onClick={() => void store.getState().chooseProgram()}
        >
          {tell.chooseProgram}
        </Button>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere', fontFamily: MONO_FONT }}>
          {programPath || tell.noProgram}
        </Typography>
      </Box>
      <TextField
        label={tell.words}
        helperText={tell.wordsHint}
        value={text}
        multiline
        minRows={2}
        maxRows={6}
        onChange={(event) => {
          setText(event.target.value);
          const lines = event.target.value.replace(/\n+$/, '');
          onChange({ ...command, words: lines === '' ? [] : lines.split('\n') });
        }}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false } }}
      />
      <NumberField
        label={tell.limit}
        value={timeLimitSeconds}
        min={1}
        max={600}
        width={220}
        onChange={(seconds) => onChange({ ...command, timeLimitSeconds: seconds ?? Number.NaN })}
      />
      <AboutFields
        label={tell.ways.command}
        about={about}
        onChange={(events) => onChange({ ...command, about: events })}
      />
      <TestMessage channel="command" ready={isCommandWhole(command)} />
    </>
  );
}
