import { useEffect } from 'react';

/**
 * Reads something at once, and again every so many milliseconds while its screen is shown: for what schedules, the command
 * line and other windows write too. `read` has to stay the same function, as the store's are.
 */
export function useReadAgain(read: () => Promise<void>, every: number): void {
  useEffect(() => {
    void read();
    const timer = setInterval(() => void read(), every);
    return () => clearInterval(timer);
  }, [read, every]);
}
