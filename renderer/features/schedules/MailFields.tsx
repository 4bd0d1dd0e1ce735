import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useRef } from 'react';
import type { MailServer } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { PathField } from '../../components/PathField.tsx';
import { isMailWhole } from '../../state/notices-slice.ts';
import type { DraftedSchedule } from '../../state/schedules-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { AboutFields } from './AboutFields.tsx';
import { Choice, ListField, NumberField } from './fields.tsx';
import { TestMessage } from './TestMessage.tsx';

type Mail = NonNullable<DraftedSchedule['tell']['mail']>;

/** The port that each kind of encryption usually has. */
const PORTS = { tls: 465, starttls: 587, none: 25 } as const;
const KINDS = ['tls', 'starttls', 'none'] as const;

/** A mail server, its password, and who gets the mail. */
export function MailFields({
  mail,
  onChange,
}: {
  readonly mail: Mail;
  readonly onChange: (mail: Mail) => void;
}) {
  const { tell } = useWords().schedules.form;
  const store = useWorkStore();
  const { server, certificate, from, to, about } = mail;
  const change = (part: Partial<MailServer>): void => {
    store.getState().forgetMailPassword();
    const isOpen = part.security === 'none';
    onChange({ ...mail, ...(isOpen ? { certificate: null } : {}), server: { ...server, ...part } });
  };
  const chooseCertificate = async (): Promise<void> => {
    const file = await store.getState().chooseCertificate();
    if (file !== null) onChange({ ...mail, certificate: file });
  };
  const ask = (): void => void store.getState().keepMailPassword(null);
  // Where there is a password for what the form was opened with; later it is asked when a field is left.
  useEffect(() => void store.getState().keepMailPassword(null), [store]);
  const usesOtherPort = !Object.values<number>(PORTS).includes(server.port);
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }} onBlur={ask}>
        <TextField
          label={tell.host}
          value={server.host}
          onChange={(event) => change({ host: event.target.value.trim() })}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false, maxLength: 255 } }}
          sx={{ width: 260 }}
        />
        <NumberField
          label={tell.port}
          value={server.port}
          min={1}
          max={65_535}
          width={110}
          onChange={(port) => change({ port: port ?? Number.NaN })}
        />
        <Choice
          label={tell.security}
          value={server.security}
          options={KINDS.map((kind) => [kind, tell.securities[kind]] as const)}
          onChange={(security) =>
            change({
              security,
              ...(usesOtherPort ? {} : { port: PORTS[security] }),
              ...(security === 'none' ? { user: null } : {}),
            })
          }
        />
        <TextField
          label={tell.user}
          helperText={server.security === 'none' ? tell.userNone : tell.userHint}
          value={server.user ?? ''}
          disabled={server.security === 'none'}
          onChange={(event) => change({ user: event.target.value || null })}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false, maxLength: 255 } }}
          sx={{ width: 260 }}
        />
      </Box>
      {server.security !== 'none' && (
        <PathField
          label={tell.certificate}
          shown={certificate?.path ?? tell.certificateNone}
          chosen={certificate !== null}
          onChoose={() => void chooseCertificate()}
          onClear={() => onChange({ ...mail, certificate: null })}
        />
      )}
      {server.user !== null && <PasswordField />}
      <TextField
        label={tell.from}
        value={from}
        onChange={(event) => onChange({ ...mail, from: event.target.value.trim() })}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false, maxLength: 254 } }}
        sx={{ maxWidth: 420 }}
      />
      <ListField
        label={tell.to}
        hint={tell.toHint}
        values={to}
        onChange={(addresses) => onChange({ ...mail, to: addresses })}
      />
      <AboutFields
        label={tell.ways.mail}
        about={about}
        onChange={(events) => onChange({ ...mail, about: events })}
      />
      <TestMessage channel="mail" ready={isMailWhole(mail)} />
    </>
  );
}

/** Goes on its one way in, by a step of its own; the field is the page's and not React's, and is emptied then. */
function PasswordField() {
  const { tell } = useWords().schedules.form;
  const store = useWorkStore();
  const field = useRef<HTMLInputElement>(null);
  const typed = useWork((work) => work.passwordTyped);
  const kept = useWork((work) => work.mailPassword);
  const error = useWork((work) => work.mailPasswordError);
  useEffect(() => () => store.getState().typeMailPassword(false), [store]);
  const keep = async (): Promise<void> => {
    const input = field.current;
    if (!input || input.value === '') return;
    await store.getState().keepMailPassword(input.value);
    if (!store.getState().passwordTyped) input.value = '';
  };
  return (
    <Box sx={{ display: 'grid', gap: 0.5 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start' }}>
        <TextField
          type="password"
          label={tell.password}
          helperText={tell.passwordHint}
          inputRef={field}
          onInput={() => store.getState().typeMailPassword((field.current?.value ?? '') !== '')}
          slotProps={{
            inputLabel: { shrink: true },
            htmlInput: { autoComplete: 'off', maxLength: 4000 },
          }}
          sx={{ width: 320 }}
        />
        <Button
          variant="outlined"
          color="inherit"
          size="small"
          disabled={!typed}
          onClick={() => void keep()}
          sx={{ mt: 0.5 }}
        >
          {tell.keepPassword}
        </Button>
      </Box>
      {kept && (
        <Typography variant="body2" role="status" data-testid="mail-password">
          {[kept.because, tell.kept[kept.kept]].filter(Boolean).join(' ')}
        </Typography>
      )}
      {error && <ErrorCard error={error} />}
    </Box>
  );
}
