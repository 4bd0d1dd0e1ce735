import NativeSelect from '@mui/material/NativeSelect';
import type { Decision } from '../../../preload/contract/types.ts';
import { useWords } from '../../words/useWords.ts';

interface DecisionSelectProps {
  /** What the decision is about, for those who cannot see where it stands. */
  readonly about: string;
  readonly value: Decision | '';
  readonly possible: readonly Decision[];
  /** The words of the choice that takes an own decision back; without them there is no such choice. */
  readonly inherited?: string;
  readonly onChange: (decision: Decision | null) => void;
}

/** Keep, take, beside or skip. */
export function DecisionSelect({ about, value, possible, inherited, onChange }: DecisionSelectProps) {
  const words = useWords();
  return (
    <NativeSelect
      value={value}
      onChange={(event) => onChange(possible.find((decision) => decision === event.target.value) ?? null)}
      inputProps={{ 'aria-label': words.preview.decideFor(about) }}
      sx={{ fontSize: '0.8125rem', minWidth: 170, '& select': { py: 0.25 } }}
    >
      {inherited !== undefined && <option value="">{inherited}</option>}
      {possible.map((decision) => (
        <option key={decision} value={decision} title={words.preview.decisionHint[decision]}>
          {words.preview.decision[decision]}
        </option>
      ))}
    </NativeSelect>
  );
}
