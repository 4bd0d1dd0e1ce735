import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Section } from '../../components/Section.tsx';
import { StorageButtons } from '../../components/StorageButtons.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** The folder into which document files go: the target's own, a chosen one, or none. */
export function StorageSection() {
  const words = useWords();
  const _store = useWorkStore();
  const storage = useWork((work) => work.storage);
  const own = useWork((work) => work.target?.storage ?? null);
  return (
    <Section title={words.target.storage}>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }} data-testid="storage">
        {storage ? storage.path : words.target.storageNone}
      </Typography>
      {storage && (
        <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0 }}>
          {[
            storage.id === own?.id ? words.target.storageOwn : null,
            storage.freeBytes === null
              ? null
              : words.target.storageFree(words.formats.bytes(storage.freeBytes)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Typography>
      )}
      {storage && !storage.writable && (
        <Box sx={{ display: 'flex', gap: 0.75, alignItems: 'center', color: 'error.main', mt: 0.5 }}>
          <WarningIcon aria-hidden sx={{ fontSize: 18 }} />
          <Typography variant="body2">{words.target.storageNotWritable}</Typography>
        </Box>
      )}
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5, mb: 1 }}>
        {words.target.storageHint}
      </Typography>
      <StorageButtons
        choose={words.target.storageChoose}
        own={words.target.storageOwn}
        forget={words.target.storageForget}
      />
    </Section>
  );
}
