import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Section } from '../../components/Section.tsx';
import { isNothingSelected } from '../../state/chooser.ts';
import { ABILITIES, effective } from '../../state/export-draft.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Options } from './Options.tsx';

/** All records, or some with all that they need. */
export function RecordsSection() {
  const { exports } = useWords();
  const store = useWorkStore();
  const scope = useWork((work) => effective(work.exportDraft).scope);
  const format = useWork((work) => work.exportDraft.format);
  if (!ABILITIES[format].selection) {
    return (
      <Section title={exports.what}>
        <Typography variant="body2">{exports.wholeOnly}</Typography>
      </Section>
    );
  }
  return (
    <Section title={exports.what}>
      <Options
        label={exports.what}
        value={scope}
        onChange={(chosen) => store.getState().draftExport({ scope: chosen })}
        options={[
          { value: 'all', name: exports.all, hint: exports.allHint },
          { value: 'selected', name: exports.selected, hint: exports.selectedHint, more: <Chosen /> },
          ...(ABILITIES[format].files
            ? [{ value: 'files' as const, name: exports.filesOnly, hint: exports.filesOnlyHint }]
            : []),
        ]}
      />
    </Section>
  );
}

function Chosen() {
  const { exports } = useWords();
  const store = useWorkStore();
  const nothing = useWork((work) => isNothingSelected(work.exportDraft.selection));
  const count = useWork((work) => work.exportChooser.tree?.records ?? null);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
      <Button
        size="small"
        variant="outlined"
        color="inherit"
        onClick={() => void store.getState().chooseExported()}
      >
        {exports.choose}
      </Button>
      <Typography variant="body2" color="textSecondary" data-testid="export-selected">
        {nothing ? exports.selectedNone : count === null ? '' : exports.selectedCount(count)}
      </Typography>
    </Box>
  );
}
