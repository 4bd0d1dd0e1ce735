import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type {
  CheckLevel,
  CheckReport,
  LockHolder,
  Problem,
  PruneReport,
  RepositoryRepair,
} from '../../../preload/contract/types.ts';
import { Figures } from '../../components/Facts.tsx';
import { ProblemList } from '../../components/ProblemList.tsx';
import { useWords } from '../../words/useWords.ts';
import { LEVEL_LOOKS } from '../health/levels.ts';
import { shortId } from './proofs.ts';
import { pruneLines } from './prune-lines.ts';

export function CheckResult({ report }: { readonly report: CheckReport }) {
  const words = useWords();
  const { upkeep } = words.snapshots;
  const { formats } = words;
  const { figures, findings, affected, bytesRead } = report;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return (
    <Box data-testid="check-result" sx={{ display: 'grid', gap: 1 }}>
      <Verdict level={levelOf(findings)}>{errors === 0 ? upkeep.checkWell : upkeep.checkBad(errors)}</Verdict>
      <Figures
        figures={[
          [upkeep.figures.snapshots, formats.number(figures.snapshots)],
          [upkeep.figures.packs, formats.number(figures.packs)],
          [upkeep.figures.blobs, formats.number(figures.blobs)],
          [upkeep.figures.bytes, formats.bytes(figures.bytes)],
          [upkeep.figures.read, formats.bytes(bytesRead)],
        ]}
      />
      <ProblemList problems={findings} />
      <Losses affected={affected} />
    </Box>
  );
}

/** What a prune would do, or has done. */
export function PruneResult({ report }: { readonly report: PruneReport }) {
  const words = useWords();
  const { upkeep } = words.snapshots;
  const lines = pruneLines(report, words);
  return (
    <Box data-testid="prune-result" sx={{ display: 'grid', gap: 1 }}>
      {report.blocked ? (
        <Verdict level="stop">{upkeep.pruneBlocked}</Verdict>
      ) : lines.length === 0 ? (
        <Verdict level="ok">{upkeep.pruneNothing}</Verdict>
      ) : (
        <Box component="ul" role="status" sx={{ m: 0, pl: 2.5 }}>
          {lines.map((line) => (
            <Typography component="li" variant="body2" key={line}>
              {line}
            </Typography>
          ))}
        </Box>
      )}
      <ProblemList problems={report.findings} />
    </Box>
  );
}

export function RepairResult({ report }: { readonly report: RepositoryRepair }) {
  const words = useWords();
  const { upkeep } = words.snapshots;
  const { packs, blobs, findings, affected } = report;
  return (
    <Box data-testid="repair-result" sx={{ display: 'grid', gap: 1 }}>
      <Verdict level={affected.length > 0 ? 'stop' : 'ok'}>
        {`${upkeep.repaired(packs.whole, packs.damaged, packs.broughtBack)} ${upkeep.repairedBlobs(blobs.salvaged, blobs.lost)}`}
      </Verdict>
      <ProblemList problems={findings} />
      <Losses affected={affected} />
    </Box>
  );
}

export function UnlockResult({ locks }: { readonly locks: readonly LockHolder[] }) {
  const words = useWords();
  const { upkeep } = words.snapshots;
  return (
    <Box data-testid="unlock-result">
      <Verdict level="ok">{locks.length === 0 ? upkeep.unlockedNone : upkeep.unlocked(locks.length)}</Verdict>
      {locks.map(({ id, user, host, purpose, since }) => (
        <Typography variant="body2" key={id}>
          {upkeep.lock(`${user}@${host}`, purpose, words.formats.time(since))}
        </Typography>
      ))}
    </Box>
  );
}

function Verdict({ level, children }: { readonly level: CheckLevel; readonly children: string }) {
  const { Icon, color } = LEVEL_LOOKS[level];
  return (
    <Box role="status" sx={{ display: 'flex', gap: 1 }}>
      <Icon aria-hidden sx={{ fontSize: 20, color }} />
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {children}
      </Typography>
    </Box>
  );
}

function levelOf(findings: readonly Problem[]): CheckLevel {
  if (findings.some(({ severity }) => severity === 'error')) return 'stop';
  return findings.some(({ severity }) => severity === 'warning') ? 'warn' : 'ok';
}

/** Which snapshots lack what. */
function Losses({ affected }: { readonly affected: CheckReport['affected'] }) {
  const words = useWords();
  const { upkeep } = words.snapshots;
  return affected.map(({ snapshot, lost }) => (
    <Box key={snapshot}>
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {upkeep.affected(shortId(snapshot))}
      </Typography>
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {(lost.length === 0 ? [upkeep.allLost] : lost).map((what) => (
          <Typography component="li" variant="body2" key={what}>
            {what}
          </Typography>
        ))}
      </Box>
    </Box>
  ));
}
