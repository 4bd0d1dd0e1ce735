import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cancelledBySignals } from './cancelling.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene() {
  const source = new EventEmitter();
  const said: string[] = [];
  const left: string[] = [];
  const cancelling = cancelledBySignals({
    source,
    now: Date.now,
    say: (sentence) => said.push(sentence),
    leave: ({ code }) => left.push(code),
  });
  return { source, said, left, cancelling };
}

describe('a signal', () => {
  it('cancels; the same one twice is one; another one ends by force what does not end', () => {
    const { source, said, left, cancelling } = scene();
    source.emit('SIGINT');
    expect(cancelling.signal.aborted).toBe(true);
    source.emit('SIGINT');
    vi.advanceTimersByTime(1000);
    source.emit('SIGTERM');
    expect(left).toEqual([]);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(4000);
    expect(said.join()).toContain('Ctrl+C again');
    source.emit('SIGINT');
    expect(left).toEqual(['CANCELLED']);
  });

  it('is no more listened to when the command has ended', () => {
    const { source, said, left, cancelling } = scene();
    source.emit('SIGINT');
    cancelling.stop();
    vi.advanceTimersByTime(60_000);
    source.emit('SIGINT');
    expect([...said, ...left]).toEqual([]);
    expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
  });
});
