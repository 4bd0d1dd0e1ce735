import Box from '@mui/material/Box';
import type { ToldEvent } from '../../../preload/contract/types.ts';
import { Tick } from '../../components/Tick.tsx';
import { useWords } from '../../words/useWords.ts';

const EVENTS = ['failed', 'recovered', 'overdue', 'succeeded'] as const satisfies readonly ToldEvent[];

/** Of which events a channel tells. */
export function AboutFields({
  label,
  about,
  onChange,
}: {
  readonly label: string;
  readonly about: readonly ToldEvent[];
  readonly onChange: (about: readonly ToldEvent[]) => void;
}) {
  const { tell } = useWords().schedules.form;
  return (
    <Box
      role="group"
      aria-label={tell.aboutOf(label)}
      sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1 }}
    >
      {EVENTS.map((event) => (
        <Tick
          key={event}
          label={tell.about[event]}
          checked={about.includes(event)}
          onChange={(wanted) =>
            onChange(EVENTS.filter((one) => (one === event ? wanted : about.includes(one))))
          }
        />
      ))}
    </Box>
  );
}
