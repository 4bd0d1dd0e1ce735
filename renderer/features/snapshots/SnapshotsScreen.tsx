import OpenLockIcon from '@mui/icons-material/LockOpenOutlined';
import LockIcon from '@mui/icons-material/LockOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import MenuItem from '@mui/material/MenuItem';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useId, useRef } from 'react';
import type { ShownRepository } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Page } from '../../components/Section.tsx';
import { Working } from '../../components/Working.tsx';
import { isLocked, shownRepository } from '../../state/repositories-slice.ts';
import { SNAPSHOT_TABS, type SnapshotTab } from '../../state/snapshots-slice.ts';
import type { Task } from '../../state/task.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import type { Work } from '../../state/work.ts';
import { useWords } from '../../words/useWords.ts';
import { FirstStep } from './FirstStep.tsx';
import { FolderForm } from './FolderForm.tsx';
import { ListTab } from './ListTab.tsx';
import { NewTab } from './NewTab.tsx';
import { RecoveryKey } from './RecoveryKey.tsx';
import { UnlockForm } from './UnlockForm.tsx';
import { UpkeepTab } from './UpkeepTab.tsx';
import { WorkLine } from './WorkLine.tsx';

/** The place for snapshots: which repository, what is in it, a new one, and upkeep. */
export function SnapshotsScreen() {
  const { snapshots } = useWords();
  const store = useWorkStore();
  const created = useWork((work) => work.created);
  const folder = useWork((work) => work.chosenFolder);
  const repositories = useWork((work) => work.repositories);
  const repository = useWork(shownRepository);
  const error = useWork((work) => work.repositoriesError);
  const taking = useWork((work) => work.snapshotWork?.what === 'take');
  useEffect(() => void store.getState().enterSnapshots(), [store]);
  if (created) return <RecoveryKey created={created} />;
  if (taking) return <Working of={taskOfWork} title={snapshots.working.take} hint={snapshots.takeHint} />;
  return (
    <Page>
      {error && <ErrorCard error={error} />}
      {folder ? (
        <FolderForm key={folder.id} folder={folder} />
      ) : repository ? (
        <InRepository repository={repository} />
      ) : (
        repositories && <FirstStep />
      )}
    </Page>
  );
}

function taskOfWork({ snapshotWork }: Work): Task | null {
  return snapshotWork?.task ?? null;
}

function InRepository({ repository }: { readonly repository: ShownRepository }) {
  const words = useWords();
  const locked = useWork(isLocked);
  const error = useWork((work) => work.snapshotsError);
  const workError = useWork((work) => work.snapshotWorkError);
  const snapshots = useWork((work) => work.snapshots);
  const listing = useWork((work) => work.listingSnapshots);
  const kept = useWork((work) => work.keptPassphrase);
  const failure = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What failed may have been started far below.
    if (workError) failure.current?.scrollIntoView({ block: 'nearest' });
  }, [workError]);
  return (
    <>
      <Choice repository={repository} />
      {kept && kept.password !== 'none' && snapshots && (
        <Typography variant="body2" role="status" data-testid="kept-passphrase">
          {[words.repositories.kept[kept.password], kept.because].filter(Boolean).join(' ')}
        </Typography>
      )}
      <WorkLine />
      {workError && (
        <Box ref={failure}>
          <ErrorCard error={workError} />
        </Box>
      )}
      {listing && !snapshots && (
        <Box sx={{ display: 'grid', gap: 1 }}>
          <LinearProgress aria-label={words.snapshots.reading} />
          <Typography variant="body2" color="textSecondary" role="status">
            {words.snapshots.reading}
          </Typography>
        </Box>
      )}
      {locked && <UnlockForm repository={repository} />}
      {error && !locked && <ErrorCard error={error} />}
      {snapshots && <InTabs />}
    </>
  );
}

/** Which repository, and what can be done about the list of them. */
function Choice({ repository }: { readonly repository: ShownRepository }) {
  const words = useWords();
  const store = useWorkStore();
  const all = useWork((work) => work.repositories);
  const busy = useWork((work) => work.snapshotWork !== null);
  const Icon = repository.isEncrypted ? LockIcon : OpenLockIcon;
  return (
    <Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Typography variant="h1" sx={{ mr: 1 }}>
          {words.repositories.title}
        </Typography>
        <TextField
          select
          label={words.repositories.repository}
          value={repository.id}
          disabled={busy}
          onChange={(event) => void store.getState().useRepository(event.target.value)}
          sx={{ minWidth: 220, maxWidth: 420 }}
        >
          {all?.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </TextField>
        <Box sx={{ flex: 1 }} />
        <Button
          size="small"
          color="inherit"
          variant="outlined"
          disabled={busy}
          onClick={() => void store.getState().pickRepositoryFolder()}
        >
          {words.repositories.another}
        </Button>
        <Button
          size="small"
          color="inherit"
          disabled={busy}
          onClick={() => store.getState().show('forget-repository')}
        >
          {words.repositories.forget}
        </Button>
        <Button
          size="small"
          color="inherit"
          disabled={busy}
          onClick={() => void store.getState().loadSnapshots()}
        >
          {words.repositories.reload}
        </Button>
      </Box>
      <Box sx={{ display: 'flex', gap: 0.5, alignItems: 'center', mt: 0.75, color: 'text.secondary' }}>
        <Icon aria-hidden sx={{ fontSize: 16 }} />
        <Typography variant="caption" sx={{ overflowWrap: 'anywhere' }}>
          {`${repository.isEncrypted ? words.repositories.encrypted : words.repositories.plain} · ${repository.path}`}
        </Typography>
      </Box>
    </Box>
  );
}

const PANELS: { readonly [tab in SnapshotTab]: () => React.ReactNode } = {
  list: ListTab,
  new: NewTab,
  upkeep: UpkeepTab,
};

function InTabs() {
  const words = useWords();
  const store = useWorkStore();
  const tab = useWork((work) => work.snapshotTab);
  const id = useId();
  const Panel = PANELS[tab];
  return (
    <>
      <Tabs
        value={tab}
        onChange={(_event, value: SnapshotTab) => store.getState().showSnapshotTab(value)}
        aria-label={words.snapshots.tabsLabel}
        sx={{ minHeight: 36, borderBottom: 1, borderColor: 'divider' }}
      >
        {SNAPSHOT_TABS.map((one) => (
          <Tab
            key={one}
            value={one}
            label={words.snapshots.tabs[one]}
            id={`${id}-${one}`}
            aria-controls={one === tab ? `${id}-panel` : undefined}
            sx={{ minHeight: 36, py: 0 }}
          />
        ))}
      </Tabs>
      <Box
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${tab}`}
        sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}
      >
        <Panel />
      </Box>
    </>
  );
}
