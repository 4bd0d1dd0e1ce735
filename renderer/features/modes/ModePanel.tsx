import TuneIcon from '@mui/icons-material/TuneOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import NativeSelect from '@mui/material/NativeSelect';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useState } from 'react';
import type { PlanSummary } from '../../../preload/contract/types.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Panel } from '../plan/Panel.tsx';
import { MODES } from './modes.ts';
import { PolicySelect } from './PolicySelect.tsx';

/** The mode of the plan, to be changed on the spot, and the policies that were saved. */
export function ModePanel({ plan }: { readonly plan: PlanSummary }) {
  const words = useWords();
  const store = useWorkStore();
  const mode = useWork((work) => work.policy.mode);
  const name = useWork((work) => work.policyName);
  const hints = [
    words.modes.does[mode],
    plan.notSelected > 0 ? words.modes.notSelected(plan.notSelected) : null,
  ].filter((hint) => hint !== null);
  return (
    <Panel
      title={words.modes.panel(words.modes.names[mode])}
      icon={<TuneIcon sx={{ color: 'text.secondary' }} />}
    >
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
        <Typography variant="body2" sx={{ flex: '1 1 260px', minWidth: 0 }}>
          {hints.join(' ')}
        </Typography>
        <NativeSelect
          value={mode}
          onChange={(event) => {
            const chosen = MODES.find((one) => one === event.target.value);
            if (chosen) store.getState().chooseMode(chosen);
          }}
          inputProps={{ 'aria-label': words.modes.label }}
          sx={{ fontSize: '0.8125rem', minWidth: 170 }}
        >
          {MODES.map((one) => (
            <option key={one} value={one} title={words.modes.does[one]}>
              {words.modes.names[one]}
            </option>
          ))}
        </NativeSelect>
        {mode === 'selected' && (
          <Button size="small" variant="outlined" onClick={() => store.getState().goTo('selection')}>
            {words.modes.changeSelection}
          </Button>
        )}
      </Box>
      <PolicySelect />
      {name === null ? (
        <SaveForm />
      ) : (
        <Typography variant="body2" role="status">
          {words.policies.inUse(name)}
        </Typography>
      )}
    </Panel>
  );
}

function SaveForm() {
  const words = useWords();
  const store = useWorkStore();
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') void store.getState().savePolicy(name.trim());
  };
  return (
    <Box
      component="form"
      onSubmit={submit}
      sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: 1, pt: 1 }}
    >
      <TextField
        label={words.policies.name}
        value={name}
        onChange={(event) => setName(event.target.value)}
        helperText={words.policies.nameHint}
        slotProps={{ htmlInput: { maxLength: 100 } }}
        sx={{ flex: '1 1 220px', maxWidth: 520 }}
      />
      <Button type="submit" variant="outlined" disabled={name.trim() === ''}>
        {words.policies.save}
      </Button>
    </Box>
  );
}
