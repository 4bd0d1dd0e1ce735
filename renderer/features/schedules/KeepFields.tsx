import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { RetentionPolicy } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { Tick } from '../../components/Tick.tsx';
import { type DraftedWork, workOfKind } from '../../state/schedules-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ListField, NumberField } from './fields.tsx';
import { RetentionPreview } from './RetentionPreview.tsx';

type SnapshotDraft = Extract<DraftedWork, { readonly kind: 'snapshot' }>;
const NO_TAGS: readonly string[] = [];
const COUNTS = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly', 'minimum'] as const;

/** Which snapshots stay, and what that would do with those that are there. */
export function KeepFields({ work, timeZone }: { readonly work: SnapshotDraft; readonly timeZone: string }) {
  const { schedules, retention: words } = useWords();
  const store = useWorkStore();
  const [previewed, setPreviewed] = useState<RetentionPolicy | null>(null);
  const { form } = schedules;
  const { retention, repository, tags, thinsAll } = work;
  const id = useWork((state) => state.scheduleForm?.id ?? null);
  const isNew = id === null;
  const change = (policy: RetentionPolicy | null): void =>
    store.getState().changeDraft({ work: { ...work, retention: policy } });
  const usual = workOfKind('snapshot', null);
  return (
    <>
      <Section title={form.keep}>
        <RadioGroup
          aria-label={form.keep}
          value={retention === null ? 'all' : 'some'}
          onChange={(_event, value) =>
            change(value === 'all' || usual.kind !== 'snapshot' ? null : usual.retention)
          }
        >
          <FormControlLabel value="some" control={<Radio size="small" />} label={form.keepSome} />
          <FormControlLabel value="all" control={<Radio size="small" />} label={form.keepAll} />
        </RadioGroup>
        {retention !== null && (
          <Box sx={{ display: 'grid', gap: 2, pt: 1.5 }}>
            <PolicyFields policy={retention} onChange={change} />
            <Box>
              <Tick
                label={form.thinsAll}
                checked={thinsAll}
                onChange={(all) => {
                  setPreviewed(null);
                  store.getState().changeDraft({ work: { ...work, thinsAll: all } });
                }}
              />
              <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0 }}>
                {thinsAll ? form.thinsAllHint : isNew ? form.thinsOwnNew : form.thinsOwn}
              </Typography>
            </Box>
            {repository !== null && (thinsAll || !isNew) && (
              <Box>
                <Button
                  size="small"
                  variant="outlined"
                  color="inherit"
                  onClick={() => setPreviewed(retention)}
                >
                  {words.show}
                </Button>
              </Box>
            )}
          </Box>
        )}
      </Section>
      {retention !== null && previewed !== null && repository !== null && (
        <RetentionPreview
          repository={repository}
          policy={previewed}
          timeZone={timeZone}
          tags={thinsAll ? tags : NO_TAGS}
          schedule={thinsAll ? null : id}
        />
      )}
    </>
  );
}

/** The rules of a policy. */
export function PolicyFields({
  policy,
  onChange,
}: {
  readonly policy: RetentionPolicy;
  readonly onChange: (policy: RetentionPolicy) => void;
}) {
  const { schedules } = useWords();
  const { form } = schedules;
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
        {COUNTS.map((rule) => (
          <NumberField
            key={rule}
            label={form.counts[rule]}
            value={policy[rule]}
            max={10_000}
            onChange={(value) =>
              onChange({ ...policy, [rule]: Math.min(10_000, Math.max(0, Math.trunc(value ?? 0))) })
            }
          />
        ))}
        <TextField
          label={form.within}
          helperText={form.withinHint}
          value={policy.within ?? ''}
          onChange={(event) => onChange({ ...policy, within: event.target.value.trim() || null })}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false, maxLength: 40 } }}
          sx={{ width: 240 }}
        />
      </Box>
      <ListField
        label={form.keepTags}
        hint={form.tagsHint.split('.')[0] ?? ''}
        values={policy.tags}
        onChange={(tags) => onChange({ ...policy, tags })}
      />
    </>
  );
}
