import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { RepairPlan } from '../../../preload/contract/types.ts';
import { Figures } from '../../components/Facts.tsx';
import { Section } from '../../components/Section.tsx';
import { MONO_FONT } from '../../theme.ts';
import { useWords } from '../../words/useWords.ts';

type FilesPlan = Extract<RepairPlan, { kind: 'missing-files' }>;

/** Which of the missing files the open package can supply, and which stay missing. */
export function PlannedFiles({ plan }: { readonly plan: FilesPlan }) {
  const words = useWords();
  const { number, bytes } = words.formats;
  const { figures } = words.repair;
  return (
    <>
      <Figures
        figures={[
          [figures.missing, number(plan.missing)],
          [figures.supplied, number(plan.supplied)],
          [figures.bytes, bytes(plan.bytes)],
          [figures.notInPackage, number(plan.notInPackage)],
          [figures.notTheSame, number(plan.notTheSame)],
        ]}
      />
      <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
        {words.repair.into(plan.storageRoot)}
      </Typography>
      <Lines title={words.repair.files(plan.files.length, plan.supplied)} lines={plan.files} />
      <Lines title={words.repair.stays} lines={plan.examples} />
    </>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Section title={title}>
      <Box
        component="ul"
        tabIndex={0}
        sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 260, overflow: 'auto' }}
      >
        {lines.map((line) => (
          <Typography
            key={line}
            component="li"
            variant="caption"
            sx={{ fontFamily: MONO_FONT, overflowWrap: 'anywhere', display: 'block' }}
          >
            {line}
          </Typography>
        ))}
      </Box>
    </Section>
  );
}
