import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Page } from '../../components/Section.tsx';
import { ABILITIES, effective } from '../../state/export-draft.ts';
import { isAdmitted } from '../../state/session-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { FilesSection, SourceSection } from '../snapshots/SourceSection.tsx';
import { AdvancedSection } from './AdvancedSection.tsx';
import { FormatSection } from './FormatSection.tsx';
import { LimitsSection } from './LimitsSection.tsx';
import { ProtectionSection } from './ProtectionSection.tsx';
import { RecordsSection } from './RecordsSection.tsx';
import { SizeSection } from './SizeSection.tsx';

/** The id of the form, which the main action sends. */
export const EXPORT_FORM = 'export-form';
const SHORTEST = 8;

/** What is to be exported, and how. The main action asks for the file's name, and begins. */
export function ExportForm() {
  const words = useWords();
  const store = useWorkStore();
  const admitted = useWork(isAdmitted);
  const target = useWork((work) => work.target);
  const storage = useWork((work) => work.storage?.id ?? null);
  const format = useWork((work) => work.exportDraft.format);
  const failure = useWork((work) => work.exportFailure);
  const [wrong, setWrong] = useState<string | null>(null);
  // Read once, when they are handed over: they belong to the page and not to React's state.
  const passphrase = useRef<HTMLInputElement>(null);
  const repeat = useRef<HTMLInputElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const { exports } = words;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another target or folder is measured anew
  useEffect(() => void store.getState().enterExport(), [store, target, storage, admitted]);
  useEffect(() => {
    if (failure) top.current?.scrollIntoView({ block: 'nearest' });
  }, [failure]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (effective(store.getState().exportDraft).encryption !== 'passphrase') {
      setWrong(null);
      void store.getState().startExport(null);
      return;
    }
    const typed = passphrase.current?.value ?? '';
    const problem =
      typed.length < SHORTEST
        ? exports.tooShort
        : typed !== repeat.current?.value
          ? exports.notTheSame
          : null;
    setWrong(problem);
    if (problem === null) void store.getState().startExport(typed);
    else passphrase.current?.focus();
  };

  return (
    <Page>
      <Box ref={top}>
        <Typography variant="h1">{exports.title}</Typography>
        <Typography variant="body2" color="textSecondary">
          {exports.lead}
        </Typography>
      </Box>
      {failure && <ErrorCard error={failure} />}
      <SourceSection none={exports.targetNone} />
      {target && admitted && (
        <Box
          component="form"
          id={EXPORT_FORM}
          onSubmit={submit}
          noValidate
          sx={{
            display: 'grid',
            gap: 2,
            minWidth: 0,
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) 320px' },
            alignItems: 'start',
          }}
        >
          <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
            <FormatSection />
            <RecordsSection />
            {ABILITIES[format].files && <FilesSection none={exports.filesNone} />}
            <ProtectionSection passphrase={passphrase} repeat={repeat}>
              {wrong && (
                <Alert severity="error" variant="outlined" role="alert" sx={{ color: 'text.primary' }}>
                  {wrong}
                </Alert>
              )}
            </ProtectionSection>
            <AdvancedSection />
          </Box>
          {/* What the choices on the left come to stays in sight. */}
          <Box sx={{ display: 'grid', gap: 2, minWidth: 0, position: { lg: 'sticky' }, top: 0 }}>
            <SizeSection />
            <LimitsSection />
          </Box>
        </Box>
      )}
    </Page>
  );
}
