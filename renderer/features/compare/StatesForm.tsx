import InfoIcon from '@mui/icons-material/InfoOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { LIVE, PACKAGE } from '../../state/difference-pages.ts';
import { nameOfTarget } from '../../state/production.ts';
import { isAdmitted } from '../../state/session-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { takenText } from '../snapshots/taken.ts';
import { edmsOf } from './states.ts';

/** Which two states are compared, and what is to be known of them. */
export function StatesForm() {
  const words = useWords();
  const store = useWorkStore();
  const before = useWork((work) => work.comparedBefore);
  const now = useWork((work) => work.comparedNow);
  const target = useWork((work) => (isAdmitted(work) ? work.target : null));
  const snapshots = useWork((work) => work.snapshots?.snapshots ?? null);
  const busy = useWork((work) => work.comparing !== null);
  const all = snapshots ?? [];
  const choices = [...all].reverse().map((one) => ({
    id: one.id,
    label: `${takenText(one, all, words)} · ${one.source}`,
  }));
  const inHand = useWork((work) => (work.inspection === null ? null : (work.pkg?.name ?? null)));
  const live = target ? [{ id: LIVE, label: words.compare.now(nameOfTarget(target)) }] : [];
  const pkg = inHand === null ? [] : [{ id: PACKAGE, label: words.compare.packageInHand(inHand) }];
  const choose = store.getState().chooseCompared;
  return (
    <Box sx={{ display: 'grid', gap: 0.75 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
        <State
          label={words.compare.earlier}
          value={before}
          choices={[...(now === LIVE ? [] : pkg), ...choices].filter(({ id }) => id !== now)}
          busy={busy}
          onChoose={(comparedBefore) => choose({ comparedBefore })}
        />
        <State
          label={words.compare.later}
          value={now}
          choices={[...(before === PACKAGE ? [] : live), ...pkg, ...choices].filter(
            ({ id }) => id !== before,
          )}
          busy={busy}
          onChoose={(comparedNow) => choose({ comparedNow })}
        />
      </Box>
      <Notes hasTarget={target !== null} />
    </Box>
  );
}

interface StateProps {
  readonly label: string;
  readonly value: string | null;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly busy: boolean;
  readonly onChoose: (id: string) => void;
}

function State({ label, value, choices, busy, onChoose }: StateProps) {
  const words = useWords();
  const chosen = choices.find(({ id }) => id === value);
  return (
    <TextField
      select
      label={label}
      value={chosen?.id ?? ''}
      disabled={busy}
      onChange={(event) => onChoose(event.target.value)}
      slotProps={{
        select: { native: true },
        inputLabel: { shrink: true },
        // The system's list, which opens with a key, is as wide as it needs to be; what stays of it here is not.
        htmlInput: { title: chosen?.label },
      }}
      sx={{ minWidth: 240, flex: '1 1 240px', maxWidth: 460 }}
    >
      {!chosen && (
        <option value="" disabled>
          {words.compare.choose}
        </option>
      )}
      {choices.map(({ id, label: text }) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </TextField>
  );
}

function Notes({ hasTarget }: { readonly hasTarget: boolean }) {
  const words = useWords();
  const isLive = useWork((work) => work.comparedNow === LIVE);
  const withPackage = useWork((work) => work.comparedNow === PACKAGE || work.comparedBefore === PACKAGE);
  const storage = useWork((work) => work.storage?.path ?? null);
  const before = useWork((work) => edmsOf(work, work.comparedBefore));
  const now = useWork((work) => edmsOf(work, work.comparedNow));
  return (
    <>
      {before !== null && now !== null && before !== now && (
        <Box sx={{ display: 'flex', gap: 1 }} role="status">
          <WarningIcon aria-hidden sx={{ fontSize: 18, color: 'warning.main', mt: '1px' }} />
          <Typography variant="body2">{words.compare.otherEdms(before, now)}</Typography>
        </Box>
      )}
      {isLive && <Note text={storage === null ? words.compare.filesNot : words.compare.filesRead(storage)} />}
      {withPackage && <Note text={words.compare.packageNote} />}
      {!isLive && !withPackage && !hasTarget && <Note text={words.compare.noTarget} />}
    </>
  );
}

function Note({ text }: { readonly text: string }) {
  return (
    <Box sx={{ display: 'flex', gap: 1 }}>
      <InfoIcon aria-hidden sx={{ fontSize: 18, color: 'text.secondary', mt: '1px' }} />
      <Typography variant="body2" color="textSecondary">
        {text}
      </Typography>
    </Box>
  );
}
