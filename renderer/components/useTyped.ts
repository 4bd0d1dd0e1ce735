import { useEffect, useRef, useState } from 'react';

/** Text that is typed: `take` gets it when the typing pauses. A value that comes from elsewhere takes its place. */
export function useTyped(
  value: string,
  take: (text: string) => void,
): readonly [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const waiting = setTimeout(() => latest.current(text), 300);
    return () => clearTimeout(waiting);
  }, [text, value]);
  return [text, setText];
}
