import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { ReactNode, RefObject } from 'react';
import { SecretField } from '../../components/SecretField.tsx';
import { Section } from '../../components/Section.tsx';
import { Tick } from '../../components/Tick.tsx';
import { ABILITIES, type Encryption, effective } from '../../state/export-draft.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Options } from './Options.tsx';

const WAYS: readonly Encryption[] = ['none', 'passphrase', 'recipients'];

type Field = RefObject<HTMLInputElement | null>;

/** Whether it is encrypted, for whom, and whether it is signed. */
export function ProtectionSection({
  passphrase,
  repeat,
  children,
}: {
  readonly passphrase: Field;
  readonly repeat: Field;
  /** What is wrong with the passphrase. */
  readonly children: ReactNode;
}) {
  const { exports } = useWords();
  const store = useWorkStore();
  const format = useWork((work) => work.exportDraft.format);
  const encryption = useWork((work) => effective(work.exportDraft).encryption);
  const sign = useWork((work) => work.exportDraft.sign);
  const signer = useWork((work) => work.exportSize?.signer ?? null);
  const measured = useWork((work) => work.exportSize !== null);
  const change = store.getState().draftExport;
  const more: { readonly [way in Encryption]: ReactNode } = {
    none: null,
    passphrase: (
      <>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, mt: 0.5 }}>
          <SecretField label={exports.passphrase} field={passphrase} />
          <SecretField label={exports.repeat} field={repeat} />
        </Box>
        <Typography variant="caption" color="textSecondary">
          {exports.passphraseHint}
        </Typography>
        {children}
      </>
    ),
    recipients: <Recipients />,
  };
  return (
    <Section title={exports.protection}>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 0.5 }}>
        {exports.protectionHint}
      </Typography>
      {ABILITIES[format].encryption ? (
        <Options
          label={exports.protection}
          value={encryption}
          onChange={(chosen) => change({ encryption: chosen })}
          options={WAYS.map((way) => ({ value: way, name: exports.encrypt[way], more: more[way] }))}
        />
      ) : (
        <Typography variant="body2">{exports.noEncryption}</Typography>
      )}
      {signer !== null ? (
        <Tick
          label={exports.sign}
          hint={exports.signHint(signer)}
          checked={sign}
          onChange={(checked) => change({ sign: checked })}
        />
      ) : (
        measured && (
          <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0, mt: 1 }}>
            {exports.noKey}
          </Typography>
        )
      )}
    </Section>
  );
}

function Recipients() {
  const { exports } = useWords();
  const store = useWorkStore();
  const recipients = useWork((work) => work.exportDraft.recipients);
  return (
    <TextField
      fullWidth
      multiline
      minRows={2}
      maxRows={6}
      label={exports.recipients}
      helperText={exports.recipientsHint}
      value={recipients}
      onChange={(event) => store.getState().draftExport({ recipients: event.target.value })}
      slotProps={{
        htmlInput: { autoComplete: 'off', spellCheck: false },
        inputLabel: { shrink: true },
      }}
      sx={{ mt: 0.5 }}
    />
  );
}
