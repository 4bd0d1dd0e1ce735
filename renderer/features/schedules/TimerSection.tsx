import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { ScheduleTimer } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { MONO_FONT } from '../../theme.ts';
import { useWords } from '../../words/useWords.ts';

/** Whether the system calls due runs, and all of what that would write, before it is written. */
export function TimerSection({ isOn }: { readonly isOn: boolean | null }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const timer = useWork((work) => work.scheduleTimer);
  const words = schedules.timer;
  return (
    <Section title={words.title}>
      <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }} data-testid="timer">
        <Typography variant="body2">{isOn ? words.on : words.off}</Typography>
        {isOn === null && <Typography variant="body2">{words.none}</Typography>}
        {isOn !== null && !timer && (
          <Box>
            <Button
              size="small"
              variant="outlined"
              color="inherit"
              onClick={() => void store.getState().showTimer()}
            >
              {isOn ? words.uninstall : words.open}
            </Button>
          </Box>
        )}
        {timer && <Shown timer={timer} />}
      </Box>
    </Section>
  );
}

function Shown({ timer }: { readonly timer: ScheduleTimer }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const words = schedules.timer;
  const { isInstalled, files, begin, end, notes } = timer;
  return (
    <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }} data-testid="timer-text">
      <Typography variant="body2">{isInstalled ? words.uninstallRuns : words.shown}</Typography>
      {files.map(({ path, text }) => (
        <Text key={path} label={path}>
          {isInstalled ? path : `${path}\n\n${text.trimEnd()}`}
        </Text>
      ))}
      {!isInstalled && <Typography variant="body2">{words.thenRuns}</Typography>}
      <Text label={words.thenRuns}>{(isInstalled ? end : begin).join('\n')}</Text>
      {notes.map((note) => (
        <Typography key={note} variant="body2" color="textSecondary">
          {note}
        </Typography>
      ))}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button
          size="small"
          variant="outlined"
          onClick={() => void store.getState().installTimer(!isInstalled)}
        >
          {isInstalled ? words.uninstall : words.install}
        </Button>
        <Button size="small" color="inherit" onClick={() => store.getState().hideTimer()}>
          {words.hide}
        </Button>
      </Box>
    </Box>
  );
}

function Text({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <Typography
      component="pre"
      variant="caption"
      tabIndex={0}
      role="group"
      aria-label={label}
      sx={{
        fontFamily: MONO_FONT,
        m: 0,
        p: 1,
        border: 1,
        borderColor: 'divider',
        overflow: 'auto',
        maxHeight: 240,
      }}
    >
      {children}
    </Typography>
  );
}
