import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { removedRows, restoreAction, writesNothing } from '../components/sentences.ts';
import { repairSize } from '../features/health/repair-size.ts';
import { ProfileDialog } from '../features/profiles/ProfileDialog.tsx';
import { isCleared, PreflightList } from '../features/restore/PreflightList.tsx';
import { RemoveSchedule } from '../features/schedules/RemoveSchedule.tsx';
import { ConfirmThinning } from '../features/snapshots/ConfirmThinning.tsx';
import {
  ConfirmPrune,
  ConfirmRepositoryRepair,
  ForgetRepository,
  ForgetSnapshot,
} from '../features/snapshots/confirmations.tsx';
import { isNameTyped, nameOfTarget } from '../state/production.ts';
import { useWork, useWorkStore } from '../state/useWork.ts';
import type { Work } from '../state/work.ts';
import { useWords } from '../words/useWords.ts';
import { KeysDialog } from './KeysDialog.tsx';
import { Question } from './Question.tsx';
import { TypedName } from './TypedName.tsx';

/** The dialogs: they ask only about what cannot be taken back, and the safe answer has the focus. */
export function Confirmations() {
  const overlay = useWork((work) => work.overlay);
  switch (overlay) {
    case 'confirm-restore':
      return <ConfirmRestore />;
    case 'confirm-undo':
      return <ConfirmUndo />;
    case 'profile':
      return <ProfileDialog />;
    case 'remove-profile':
      return <RemoveProfile />;
    case 'confirm-cancel':
      return <ConfirmCancel />;
    case 'confirm-init':
      return <ConfirmInit />;
    case 'confirm-repair':
      return <ConfirmRepair />;
    case 'forget-repository':
      return <ForgetRepository />;
    case 'forget-snapshot':
      return <ForgetSnapshot />;
    case 'confirm-prune':
      return <ConfirmPrune />;
    case 'confirm-thinning':
      return <ConfirmThinning />;
    case 'repair-repository':
      return <ConfirmRepositoryRepair />;
    case 'remove-schedule':
      return <RemoveSchedule />;
    case 'keys':
      return <KeysDialog />;
    case null:
      return null;
  }
}

function ConfirmRestore() {
  const words = useWords();
  const store = useWorkStore();
  const plan = useWork((work) => work.plan);
  const label = useWork(({ target }) => (target ? nameOfTarget(target) : ''));
  const ready = useWork((work) => isCleared(work) && isNameTyped(work));
  if (!plan) return null;
  const { create, update, skip, impossible, conflict } = plan.outcomes;
  const { copy } = plan.files;
  const removed = removedRows(plan);
  const lines = [
    create > 0 ? words.confirm.create(create) : null,
    update > 0 ? words.confirm.update(update) : null,
    copy > 0 ? words.confirm.files(copy) : null,
    removed > 0 ? words.beyond.confirm(removed) : null,
    skip + impossible > 0 ? words.confirm.leftOut(skip + impossible) : null,
    conflict > 0 ? words.confirm.safe(conflict) : null,
    writesNothing(plan) ? words.confirm.nothing : null,
  ].filter((line) => line !== null);
  return (
    <Question
      title={words.confirm.title(label)}
      no={words.common.back}
      yes={restoreAction(plan, words)}
      danger={removed > 0}
      ready={ready}
      onYes={() => void store.getState().startRestore()}
    >
      <Box component="ul" sx={{ mt: 0, mb: 2, pl: 2.5 }}>
        {lines.map((line) => (
          <Typography component="li" variant="body1" key={line}>
            {line}
          </Typography>
        ))}
      </Box>
      <PreflightList />
      <TypedName />
      <Typography variant="body2" color="textSecondary">
        {words.confirm.promise}
      </Typography>
    </Question>
  );
}

/** Asked only where the name of a production system has to be typed. */
function ConfirmUndo() {
  const words = useWords();
  const store = useWorkStore();
  const name = useWork((work) => work.target?.profile?.name ?? '');
  const ready = useWork(isNameTyped);
  return (
    <Question
      title={words.profiles.typeName.undoTitle(name)}
      no={words.common.back}
      yes={words.undo.title}
      ready={ready}
      onYes={() => void store.getState().startUndo()}
    >
      <TypedName />
      <Typography variant="body2" color="textSecondary">
        {words.undo.promise}
      </Typography>
    </Question>
  );
}

function RemoveProfile() {
  const words = useWords();
  const store = useWorkStore();
  const profile = useWork((work) => work.editedProfile);
  if (!profile) return null;
  return (
    <Question
      title={words.profiles.removeTitle(profile.name)}
      no={words.common.back}
      yes={words.profiles.removeYes}
      danger
      onYes={() => void store.getState().removeProfile()}
    >
      <Typography variant="body1">{words.profiles.removeHint}</Typography>
    </Question>
  );
}

function ConfirmCancel() {
  const words = useWords();
  const store = useWorkStore();
  return (
    <Question
      title={words.restore.cancelTitle}
      no={words.restore.cancelNo}
      yes={words.restore.cancelYes}
      danger
      onYes={() => store.getState().cancelRestore()}
    >
      <Typography variant="body1">{words.restore.cancelHint}</Typography>
    </Question>
  );
}

function ConfirmInit() {
  const words = useWords();
  const store = useWorkStore();
  const refused = useWork((work) => work.refusedTarget);
  const label = useWork(labelOfRefused);
  if (!refused) return null;
  return (
    <Question
      title={words.target.initConfirm(label)}
      no={words.common.back}
      yes={words.target.initYes}
      onYes={() => void store.getState().initialise()}
    >
      <Typography variant="body1">{words.target.initConfirmHint}</Typography>
    </Question>
  );
}

/** What the console asked about: the target that could not be opened, as a person knows it. */
function labelOfRefused({ refusedTarget, server, profiles }: Work): string {
  switch (refusedTarget?.kind) {
    case 'embedded':
      return `embedded:${refusedTarget.name}`;
    case 'profile': {
      const profile = profiles?.profiles.find(({ id }) => id === refusedTarget.id);
      return profile ? `${profile.name} (${profile.label})` : '';
    }
    case 'server':
      return server?.label ?? '';
    case undefined:
      return '';
  }
}

function ConfirmRepair() {
  const words = useWords();
  const store = useWorkStore();
  const plan = useWork((work) => work.repairing?.plan ?? null);
  const label = useWork(({ target }) => (target ? nameOfTarget(target) : ''));
  const ready = useWork(isNameTyped);
  if (!plan) return null;
  const count = repairSize(plan);
  return (
    <Question
      title={words.repair.confirm(label)}
      no={words.common.back}
      yes={words.repair.yes}
      ready={ready}
      onYes={() => void store.getState().startRepair()}
    >
      <Typography variant="body1" sx={{ mb: 1 }}>
        {plan.kind === 'sequences'
          ? words.repair.confirmDo.sequences(count)
          : words.repair.confirmDo['missing-files'](count, words.formats.bytes(plan.bytes))}
      </Typography>
      <TypedName />
      <Typography variant="body2" color="textSecondary">
        {words.repair.promise[plan.kind]}
      </Typography>
    </Question>
  );
}
