import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { HealthFinding } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { MONO_FONT } from '../../theme.ts';
import { useWords } from '../../words/useWords.ts';
import { byGravity, LEVEL_LOOKS } from './levels.ts';

/** Everything that was looked at, the gravest first: how much there is of it, where, and what to do. */
export function FindingList({ findings }: { readonly findings: readonly HealthFinding[] }) {
  const words = useWords();
  return (
    <Section title={words.health.findings}>
      <Box
        component="ul"
        data-testid="findings"
        sx={{ listStyle: 'none', m: 0, p: 0, pt: 0.5, display: 'grid', gap: 1.5 }}
      >
        {byGravity(findings).map((finding) => (
          <Finding key={finding.id} finding={finding} />
        ))}
      </Box>
    </Section>
  );
}

function Finding({ finding }: { readonly finding: HealthFinding }) {
  const words = useWords();
  const { id, level, message, advice, count, examples } = finding;
  const { Icon, color } = LEVEL_LOOKS[level];
  return (
    <Box
      component="li"
      data-testid={`finding-${id}`}
      sx={{ display: 'grid', gridTemplateColumns: '24px minmax(0, 1fr)', columnGap: 1 }}
    >
      <Icon sx={{ fontSize: 20, color }} titleAccess={words.health.level[level]} />
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'baseline' }}>
          <Typography variant="h3">{words.health.finding[id]}</Typography>
          {level !== 'ok' && (
            <Typography variant="caption" color="textSecondary">
              {words.health.level[level]} · {words.health.count(count)}
            </Typography>
          )}
        </Box>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {message}
        </Typography>
        {level !== 'ok' && (
          <>
            <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
              {advice}
            </Typography>
            {examples.length > 0 && <Examples examples={examples} />}
            <Repair finding={finding} />
          </>
        )}
      </Box>
    </Box>
  );
}

function Examples({ examples }: { readonly examples: readonly string[] }) {
  const words = useWords();
  return (
    <Box component="ul" aria-label={words.health.examples} sx={{ m: 0, mt: 0.5, pl: 2 }}>
      {[...new Set(examples)].map((example) => (
        <Typography
          key={example}
          component="li"
          variant="caption"
          sx={{ fontFamily: MONO_FONT, overflowWrap: 'anywhere', display: 'list-item' }}
        >
          {example}
        </Typography>
      ))}
    </Box>
  );
}

/** The way to the repair; where it takes files out of a package, first the way to one. */
function Repair({ finding: { repair } }: { readonly finding: HealthFinding }) {
  const words = useWords();
  const store = useWorkStore();
  const busy = useWork((work) => work.checking !== null);
  const hasPackage = useWork((work) => work.inspection !== null && work.inspection.readable !== 'no');
  if (repair === null) return null;
  const needsPackage = repair === 'missing-files' && !hasPackage;
  return (
    <Button
      size="small"
      variant="outlined"
      color="inherit"
      disabled={busy}
      sx={{ mt: 1 }}
      onClick={() => {
        if (needsPackage) store.getState().goTo('open');
        else void store.getState().planRepair(repair);
      }}
    >
      {needsPackage ? words.health.openPackage : words.health.repair[repair]}
    </Button>
  );
}
