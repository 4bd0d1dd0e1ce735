import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { GivenPassword } from '../../../preload/contract/bridge.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { PathField } from '../../components/PathField.tsx';
import { isEnded } from '../../state/profiles-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ImportFields } from './ImportFields.tsx';
import { type PasswordChoice, PasswordFields } from './PasswordFields.tsx';
import {
  COLOUR_NAMES,
  draftOf,
  ENVIRONMENTS,
  formOf,
  isComplete,
  keptPasswordFits,
  type ProfileForm,
  withEnvironment,
  withImport,
  withKind,
} from './profile-form.ts';
import { SelectField } from './SelectField.tsx';
import { ServerFields } from './ServerFields.tsx';
import { TestResults } from './TestResults.tsx';

const KINDS = ['server', 'embedded'] as const;

/** Adding or changing a profile, with a test of what is entered before it is saved. */
export function ProfileDialog() {
  const words = useWords();
  const store = useWorkStore();
  const { dialog } = words.profiles;
  const profile = useWork((work) => work.editedProfile);
  const error = useWork((work) => work.entryError);
  const saving = useWork((work) => work.savingProfile);
  const test = useWork((work) => (work.profileTest?.id === null ? work.profileTest : null));
  const [form, setForm] = useState<ProfileForm>(() => formOf(profile));
  const [choice, setChoice] = useState<PasswordChoice>({ imported: null, forget: false, remember: true });
  const [notes, setNotes] = useState<readonly string[]>([]);
  const secret = useRef<HTMLInputElement>(null);
  const answer = useRef<HTMLDivElement>(null);
  const titleId = useId();
  useEffect(() => {
    // It stands below fields that may not all be in sight.
    if (error || test) answer.current?.scrollIntoView({ block: 'nearest' });
  }, [error, test]);
  const fits = keptPasswordFits(form, profile);
  const complete = isComplete(form);

  const forgetTest = (): void => store.getState().forgetTest();
  const change = (next: Partial<ProfileForm>): void => {
    forgetTest();
    setForm({ ...form, ...next });
  };
  const close = (): void => {
    forgetTest();
    store.getState().show(null);
  };
  /** Read where it is handed over, and nowhere kept. */
  const password = (): GivenPassword => {
    const typed = secret.current?.value ?? '';
    if (form.kind === 'embedded') return { kind: 'none' };
    if (typed !== '') return { kind: 'given', password: typed };
    if (choice.imported !== null) return { kind: 'imported', id: choice.imported };
    return fits && !choice.forget && profile?.hasSecret !== false ? { kind: 'kept' } : { kind: 'none' };
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (complete) void store.getState().saveProfile(draftOf(form), password(), choice.remember);
  };
  const chooseStorage = async (): Promise<void> => {
    const storage = await store.getState().pickFolder();
    if (storage) setForm((now) => ({ ...now, storage }));
  };

  return (
    <Dialog open onClose={close} aria-labelledby={titleId} maxWidth="md" fullWidth>
      <DialogTitle id={titleId} sx={{ fontSize: '1.0625rem', wordBreak: 'break-word' }}>
        {profile ? dialog.edit(profile.name) : dialog.add}
      </DialogTitle>
      <Box
        component="form"
        noValidate
        onSubmit={save}
        sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}
      >
        <DialogContent tabIndex={0} sx={{ display: 'grid', gap: 2 }}>
          <ImportFields
            notes={notes}
            onImport={(imported) => {
              forgetTest();
              setForm((now) => withImport(now, imported));
              setChoice((now) => ({ ...now, imported: imported.password }));
              setNotes(imported.notes);
            }}
          />
          <TextField
            fullWidth
            autoFocus
            label={dialog.name}
            helperText={dialog.nameHint}
            value={form.name}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
            slotProps={{ htmlInput: { maxLength: 60, autoComplete: 'off' }, inputLabel: { shrink: true } }}
          />
          <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr 1fr' }, gap: 1.5 }}>
            <SelectField
              label={dialog.kind}
              value={form.kind}
              options={KINDS}
              words={dialog}
              onChange={(kind) => change(withKind(form, kind))}
            />
            <SelectField
              label={words.profiles.environment}
              value={form.environment}
              options={ENVIRONMENTS.filter((one) => one !== 'embedded' || form.kind === 'embedded')}
              words={words.profiles.environments}
              hint={form.environment === 'production' ? dialog.productionHint : undefined}
              onChange={(environment) => setForm(withEnvironment(form, environment))}
            />
            <SelectField
              label={dialog.colour}
              value={form.colour}
              options={COLOUR_NAMES}
              words={dialog.colours}
              onChange={(colour) => setForm({ ...form, colour })}
            />
          </Box>
          {form.kind === 'server' ? (
            <>
              <ServerFields
                server={form.server}
                onChange={(next) => change({ server: { ...form.server, ...next } })}
              />
              <PasswordFields
                profile={profile}
                fits={fits}
                choice={choice}
                onChange={(next) => {
                  forgetTest();
                  setChoice({ ...choice, ...next });
                }}
                onInput={forgetTest}
                field={secret}
              />
            </>
          ) : (
            <TextField
              fullWidth
              label={dialog.embeddedName}
              helperText={dialog.embeddedHint}
              value={form.embeddedName}
              onChange={(event) => change({ embeddedName: event.target.value })}
              slotProps={{ inputLabel: { shrink: true } }}
            />
          )}
          <PathField
            label={dialog.storage}
            shown={form.storage?.path ?? (form.kind === 'embedded' ? dialog.storageOwn : dialog.storageNone)}
            chosen={form.storage !== null}
            onChoose={() => {
              forgetTest();
              void chooseStorage();
            }}
            onClear={() => change({ storage: null })}
          />
          <Box>
            <FormControlLabel
              label={dialog.demandSignIn}
              control={
                <Checkbox
                  size="small"
                  checked={form.demandSignIn}
                  onChange={(event) => setForm({ ...form, demandSignIn: event.target.checked })}
                />
              }
            />
            <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0 }}>
              {dialog.demandSignInHint}
            </Typography>
          </Box>
          <Box ref={answer}>
            {error && <ErrorCard error={error} />}
            {test && <TestResults test={test} />}
          </Box>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2, pt: 1.5, flexWrap: 'wrap', gap: 0.5 }}>
          <Button color="inherit" variant="outlined" onClick={close}>
            {words.common.cancel}
          </Button>
          <Button
            variant="outlined"
            disabled={!complete || saving || (test !== null && !isEnded(test))}
            onClick={() => void store.getState().tryProfile(draftOf(form), password())}
          >
            {dialog.test}
          </Button>
          <Button type="submit" variant="contained" disabled={!complete || saving}>
            {dialog.save}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
