import Box from '@mui/material/Box';
import { EXPORT_ENDINGS } from '../../../preload/contract/export.ts';
import type { ExportEnding, ExportFormat } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { ABILITIES } from '../../state/export-draft.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Choice } from '../schedules/fields.tsx';
import { Options } from './Options.tsx';

const FORMATS: readonly ExportFormat[] = ['package', 'fixture', 'ndjson', 'csv', 'sqlite', 'pgdump'];

/** The formats with what each is for. */
export function FormatSection() {
  const { exports } = useWords();
  const store = useWorkStore();
  const format = useWork((work) => work.exportDraft.format);
  const embedded = useWork((work) => work.target?.summary.kind === 'embedded');
  return (
    <Section title={exports.format}>
      <Options
        label={exports.format}
        value={format}
        onChange={(chosen) => store.getState().draftExport({ format: chosen })}
        options={FORMATS.map((one) => {
          const { name, use } = exports.formats[one];
          const impossible = embedded && !ABILITIES[one].embedded;
          return {
            value: one,
            name,
            hint: impossible ? exports.serverOnly : use,
            disabled: impossible && one !== format,
            more: EXPORT_ENDINGS[one].length > 1 && <Ending format={one} />,
          };
        })}
      />
    </Section>
  );
}

function Ending({ format }: { readonly format: ExportFormat }) {
  const { exports } = useWords();
  const store = useWorkStore();
  const ending = useWork((work) => work.exportDraft.ending);
  const endings: readonly ExportEnding[] = EXPORT_ENDINGS[format];
  return (
    <Box>
      <Choice
        label={exports.packed}
        value={ending}
        options={endings.map((one) => [one, one] as const)}
        onChange={(chosen) => store.getState().draftExport({ ending: chosen })}
      />
    </Box>
  );
}
