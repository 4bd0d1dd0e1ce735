import ClosedIcon from '@mui/icons-material/ChevronRight';
import OpenIcon from '@mui/icons-material/ExpandMore';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { Tick } from '../../components/Tick.tsx';
import { ABILITIES } from '../../state/export-draft.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Choice } from '../schedules/fields.tsx';

/** What few need: folded away until somebody asks for it. */
export function AdvancedSection() {
  const { exports } = useWords();
  const store = useWorkStore();
  const { format, keys, canonical } = useWork((work) => work.exportDraft);
  const [open, setOpen] = useState(false);
  const id = useId();
  const can = ABILITIES[format];
  const change = store.getState().draftExport;
  if (!can.keys && !can.canonical && !can.files) return null;
  const Icon = open ? OpenIcon : ClosedIcon;
  return (
    <Box>
      <Button
        size="small"
        color="inherit"
        startIcon={<Icon aria-hidden />}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {exports.advanced}
      </Button>
      {open && (
        <Box
          id={id}
          sx={{
            display: 'grid',
            gap: 2,
            mt: 1,
            p: 1.75,
            border: 1,
            borderColor: 'divider',
            borderRadius: 1,
            bgcolor: 'background.paper',
          }}
        >
          {can.keys && (
            <Choice
              label={exports.keys}
              value={keys}
              hint={exports.keysHint}
              options={(['natural', 'primary'] as const).map((one) => [one, exports.keysOf[one]] as const)}
              onChange={(chosen) => change({ keys: chosen })}
            />
          )}
          {can.canonical && (
            <Tick
              label={exports.canonical}
              hint={exports.canonicalHint}
              checked={canonical}
              onChange={(checked) => change({ canonical: checked })}
            />
          )}
          {can.files && <Configuration />}
        </Box>
      )}
    </Box>
  );
}

function Configuration() {
  const { exports } = useWords();
  const store = useWorkStore();
  const configuration = useWork((work) => work.exportDraft.configuration);
  const includeSecrets = useWork((work) => work.exportDraft.includeSecrets);
  const change = store.getState().draftExport;
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Typography variant="h3">{exports.configuration}</Typography>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {configuration ? exports.configurationOf(configuration.name) : exports.configurationNone}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button
          size="small"
          variant="outlined"
          color="inherit"
          onClick={() => void store.getState().chooseConfiguration()}
        >
          {exports.configurationChoose}
        </Button>
        {configuration && (
          <Button size="small" color="inherit" onClick={() => change({ configuration: null })}>
            {exports.configurationForget}
          </Button>
        )}
      </Box>
      {configuration && (
        <Tick
          label={exports.secrets}
          hint={exports.secretsHint}
          checked={includeSecrets}
          onChange={(checked) => change({ includeSecrets: checked })}
        />
      )}
    </Box>
  );
}
