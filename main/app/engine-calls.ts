import { z } from 'zod';
import { plainErrorSchema } from '../../preload/contract/package.ts';
import { progressSchema } from '../../preload/contract/plan.ts';
import type { Frozen } from '../../preload/contract/types.ts';
import type { WorkOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { Phase, Progress } from '../engine/progress.ts';
import type { EngineCall, ToEngine } from './engine-protocol.ts';
import { stoppedError } from './engine-stopped.ts';

/** The engine's process, as the client needs it. */
export interface EngineChild {
  postMessage(message: ToEngine): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (code: number) => void): void;
  kill(): void;
}

const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), id: z.number(), progress: progressSchema }),
  z.strictObject({ kind: z.literal('result'), id: z.number(), value: z.unknown() }),
  z.strictObject({ kind: z.literal('error'), id: z.number(), error: plainErrorSchema }),
]);

interface Pending {
  readonly method: EngineCall['method'];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  phase: Phase | null;
}

/**
 * Calls of the engine's process, which is started when it is needed. When it ends unasked, what was under way rejects with
 * `ENGINE_STOPPED`, `onStopped` is called, and the next call starts a new one.
 */
export class EngineCalls {
  readonly #start: () => EngineChild;
  readonly #onStopped: (code: number) => void;
  readonly #pending = new Map<number, Pending>();
  #child: EngineChild | null = null;
  #lastId = 0;

  constructor(start: () => EngineChild, onStopped: (code: number) => void) {
    this.#start = start;
    this.#onStopped = onStopped;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** Ends the engine's process at once, as the program itself is about to end; resolves when it is gone. */
  end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child) return Promise.resolve();
    return new Promise((resolve) => {
      child.onExit(() => resolve());
      child.kill();
    });
  }

  /** What the engine answers, checked; rejects with its error. */
  async call<Schema extends z.ZodType>(
    call: EngineCall,
    schema: Schema,
    options?: WorkOptions,
  ): Promise<Frozen<z.infer<Schema>>> {
    const child = this.#child ?? this.#begin();
    this.#lastId += 1;
    const id = this.#lastId;
    const cancel = (): void => child.postMessage({ kind: 'cancel', id });
    options?.signal?.addEventListener('abort', cancel, { once: true });
    try {
      const value = await new Promise<unknown>((resolve, reject) => {
        this.#pending.set(id, {
          method: call.method,
          resolve,
          reject,
          onProgress: options?.onProgress,
          phase: null,
        });
        child.postMessage({ kind: 'request', id, call });
        if (options?.signal?.aborted) cancel();
      });
      return schema.parse(value) as Frozen<z.infer<Schema>>;
    } finally {
      this.#pending.delete(id);
      options?.signal?.removeEventListener('abort', cancel);
    }
  }

  #begin(): EngineChild {
    const child = this.#start();
    this.#child = child;
    child.onMessage((message) => this.#receive(message));
    child.onExit((code) => this.#ended(child, code));
    return child;
  }

  #receive(message: unknown): void {
    const parsed = answerSchema.safeParse(message);
    if (!parsed.success) {
      // A bug of ours. Whoever waits for that answer is told; the program goes on.
      const id: unknown = Reflect.get(Object(message), 'id');
      if (typeof id === 'number') this.#pending.get(id)?.reject(parsed.error);
      return;
    }
    const answer = parsed.data;
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    if (answer.kind === 'progress') {
      pending.phase = answer.progress.phase;
      pending.onProgress?.(answer.progress);
    } else if (answer.kind === 'result') pending.resolve(answer.value);
    else pending.reject(new EngineError(answer.error));
  }

  #ended(child: EngineChild, code: number): void {
    if (this.#child !== child) return;
    this.#child = null;
    const interrupted = [...this.#pending.values()];
    this.#pending.clear();
    for (const { method, phase, reject } of interrupted) {
      reject(new EngineError(stoppedError(method, phase, code)));
    }
    this.#onStopped(code);
  }
}
