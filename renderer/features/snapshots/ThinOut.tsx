import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useEffect, useRef } from 'react';
import { Section } from '../../components/Section.tsx';
import { hasRule } from '../../state/schedules-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ListField } from '../schedules/fields.tsx';
import { PolicyFields } from '../schedules/KeepFields.tsx';
import { ShownPreview } from '../schedules/RetentionPreview.tsx';

/** Forgetting by rules: the rules, and what they would do. Doing it is the screen's main action. */
export function ThinOut() {
  const { retention } = useWords();
  const store = useWorkStore();
  const { policy, tags, looking, preview, removing, forgotten } = useWork((work) => work.thinning);
  const busy = useWork((work) => work.snapshotWork !== null) || looking || removing;
  const { forget } = retention;
  const ruled = hasRule(policy);
  const failed = useWork((work) => work.snapshotWorkError !== null);
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // It stands below rules that fill the screen. Why something else was not done comes first.
    if (preview && !failed) shown.current?.scrollIntoView({ block: 'nearest' });
  }, [preview, failed]);
  return (
    <>
      <Section title={forget.part}>
        <Box sx={{ display: 'grid', gap: 2 }} data-testid="thin-out">
          <Typography variant="body2" color="textSecondary">
            {forget.hint}
          </Typography>
          <PolicyFields policy={policy} onChange={(to) => store.getState().changeRules({ policy: to })} />
          <ListField
            label={forget.tags}
            hint={forget.tagsHint}
            values={tags}
            onChange={(to) => store.getState().changeRules({ tags: to })}
          />
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
            <Button
              variant="outlined"
              color="inherit"
              size="small"
              disabled={busy || !ruled}
              onClick={() => void store.getState().previewThinning()}
            >
              {retention.show}
            </Button>
            {!ruled && (
              <Typography variant="caption" color="textSecondary">
                {forget.noRule}
              </Typography>
            )}
          </Box>
          {(looking || removing) && (
            <LinearProgress aria-label={removing ? forget.removing : retention.looking} />
          )}
          {forgotten !== null && (
            <Typography variant="body2" role="status" data-testid="thinned-out" sx={{ fontWeight: 600 }}>
              {forget.done(forgotten)}
            </Typography>
          )}
        </Box>
      </Section>
      {preview && (
        <Box ref={shown}>
          <ShownPreview preview={preview} />
        </Box>
      )}
    </>
  );
}
