import { describe, expect, it } from 'vitest';
import { EngineError } from '../engine/errors.ts';
import type { EngineChild } from './engine-calls.ts';
import { EngineClient } from './engine-client.ts';
import type { FromEngine, ToEngine } from './engine-protocol.ts';

/** The engine's process as a test plays it. */
class PlayedChild implements EngineChild {
  readonly received: ToEngine[] = [];
  #onMessage: (message: unknown) => void = () => undefined;
  #onExit: (code: number) => void = () => undefined;
  postMessage(message: ToEngine): void {
    this.received.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener;
  }
  onExit(listener: (code: number) => void): void {
    this.#onExit = listener;
  }
  kill(): void {
    this.#onExit(0);
  }
  says(message: FromEngine): void {
    this.#onMessage(message);
  }
  dies(): void {
    this.#onExit(137);
  }
}

function playedClient() {
  const children: PlayedChild[] = [];
  const stopped: number[] = [];
  const client = new EngineClient(
    () => {
      const child = new PlayedChild();
      children.push(child);
      return child;
    },
    (code) => stopped.push(code),
  );
  const child = (index = 0): PlayedChild => {
    const found = children[index];
    if (!found) throw new Error(`There is no child ${index}.`);
    return found;
  };
  return { client, child, children, stopped };
}

const SUMMARY = {
  kind: 'embedded',
  label: 'embedded:a',
  version: 'PostgreSQL 17',
  tables: 82,
  users: 1,
  documents: 2,
  canDisableTriggers: true,
  canOnlyBeRead: false,
} as const;

const progress = (phase: 'business data' | 'committing') =>
  ({ phase, done: 1, total: 2, unit: 'records', rate: 1, secondsLeft: 1 }) as const;

describe('the client of the engine’s process', () => {
  it('starts it when it is needed, and gives back what it answers', async () => {
    const { client, child, children } = playedClient();
    expect(children).toHaveLength(0);
    const opened = client.openTarget({ kind: 'embedded', name: 'a' });
    expect(child().received).toEqual([
      { kind: 'request', id: 1, call: { method: 'openTarget', address: { kind: 'embedded', name: 'a' } } },
    ]);
    child().says({ kind: 'result', id: 1, value: SUMMARY });
    expect(await opened).toEqual(SUMMARY);
  });

  it('refuses an answer that does not fit the contract', async () => {
    const { client, child } = playedClient();
    const opened = client.openTarget({ kind: 'embedded', name: 'a' });
    child().says({ kind: 'result', id: 1, value: { ...SUMMARY, password: 'secret' } });
    await expect(opened).rejects.toThrow();
  });

  it('passes progress on, and a wish to cancel', async () => {
    const { client, child } = playedClient();
    const controller = new AbortController();
    const phases: string[] = [];
    const restored = client.restore({
      signal: controller.signal,
      onProgress: ({ phase }) => phases.push(phase),
    });
    child().says({ kind: 'progress', id: 1, progress: progress('business data') });
    controller.abort();
    expect(phases).toEqual(['business data']);
    expect(child().received.at(-1)).toEqual({ kind: 'cancel', id: 1 });
    child().says({
      kind: 'error',
      id: 1,
      error: { code: 'CANCELLED', message: 'm', consequence: 'c', advice: 'a' },
    });
    await expect(restored).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('says that the target is as it was when the process dies before the commit', async () => {
    const { client, child, stopped } = playedClient();
    const restored = client.restore();
    child().says({ kind: 'progress', id: 1, progress: progress('business data') });
    child().dies();
    const error = await restored.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({
      plain: {
        code: 'ENGINE_STOPPED',
        message: 'The restore was interrupted. The target is as it was.',
      },
    });
    expect(stopped).toEqual([137]);
  });

  it('promises nothing of the kind once the commit has begun', async () => {
    const { client, child } = playedClient();
    const restored = client.restore();
    child().says({ kind: 'progress', id: 1, progress: progress('committing') });
    child().dies();
    const error = await restored.catch((thrown: unknown) => thrown);
    if (!(error instanceof EngineError)) throw new Error('no EngineError');
    expect(error.plain.message).not.toContain('as it was');
    expect(error.plain.consequence).toContain('either all of the records or none');
  });

  it('starts another process for the next call', async () => {
    const { client, child, children } = playedClient();
    const lost = client.planRecord(1);
    child().dies();
    await expect(lost).rejects.toMatchObject({ code: 'ENGINE_STOPPED' });
    const opened = client.openTarget({ kind: 'embedded', name: 'a' });
    expect(children).toHaveLength(2);
    child(1).says({ kind: 'result', id: 2, value: SUMMARY });
    expect(await opened).toEqual(SUMMARY);
  });
});
