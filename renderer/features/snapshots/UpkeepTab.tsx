import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { type ReactNode, useState } from 'react';
import { Section } from '../../components/Section.tsx';
import { Tick } from '../../components/Tick.tsx';
import { holdsRepository } from '../../state/snapshots-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ThinOut } from './ThinOut.tsx';
import { CheckResult, PruneResult, RepairResult, UnlockResult } from './UpkeepResults.tsx';

/** What keeps a repository in order: looking, tidying, repairing, and removing what dead processes left. */
export function UpkeepTab() {
  const words = useWords();
  const store = useWorkStore();
  const { check, prune, repair, unlocked } = useWork((work) => work.upkeep);
  const [readData, setReadData] = useState(false);
  const held = useWork(holdsRepository);
  const { upkeep } = words.snapshots;
  const work = () => store.getState();
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
        gap: 2,
        alignItems: 'start',
      }}
    >
      <Part
        title={upkeep.check}
        hint={upkeep.checkHint}
        start={upkeep.checkStart}
        onStart={() => void work().checkRepository(readData)}
        options={
          <Box sx={{ mb: 1 }}>
            <Tick
              label={upkeep.readData}
              hint={upkeep.readDataHint}
              checked={readData}
              onChange={setReadData}
            />
          </Box>
        }
      >
        {check && <CheckResult report={check} />}
      </Part>
      <Part
        title={upkeep.prune}
        hint={upkeep.pruneHint}
        start={held ? upkeep.closeAndLook : upkeep.pruneLook}
        options={held && <Held />}
        onStart={() => void work().pruneRepository(true)}
      >
        {prune && <PruneResult report={prune} />}
      </Part>
      <Part
        title={upkeep.repair}
        hint={upkeep.repairHint}
        start={upkeep.repairStart}
        options={held && <Held />}
        onStart={() => work().show('repair-repository')}
      >
        {repair && <RepairResult report={repair} />}
      </Part>
      <Part
        title={upkeep.unlock}
        hint={upkeep.unlockHint}
        start={upkeep.unlockStart}
        onStart={() => void work().unlockLocks()}
      >
        {unlocked && <UnlockResult locks={unlocked} />}
      </Part>
      <Box sx={{ gridColumn: '1 / -1', display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <ThinOut />
      </Box>
    </Box>
  );
}

/** Says what is closed first. */
function Held() {
  const { upkeep } = useWords().snapshots;
  const name = useWork((work) => work.pkg?.name ?? '');
  return (
    <Typography variant="body2" sx={{ mb: 1, fontWeight: 600 }} data-testid="held">
      {upkeep.held(name)}
    </Typography>
  );
}

interface PartProps {
  readonly title: string;
  readonly hint: string;
  readonly start: string;
  readonly onStart: () => void;
  readonly options?: ReactNode;
  /** What it has come to. */
  readonly children: ReactNode;
}

function Part({ title, hint, start, onStart, options, children }: PartProps) {
  const busy = useWork((work) => work.snapshotWork !== null);
  return (
    <Section title={title}>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {hint}
      </Typography>
      {options}
      <Button variant="outlined" color="inherit" size="small" disabled={busy} onClick={onStart}>
        {start}
      </Button>
      {children && <Box sx={{ mt: 1.5, display: 'grid', gap: 1 }}>{children}</Box>}
    </Section>
  );
}
