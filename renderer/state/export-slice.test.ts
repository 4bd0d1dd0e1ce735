import { describe, expect, it } from 'vitest';
import type { AnswerOf, Result } from '../../preload/contract/bridge.ts';
import type { PlainError } from '../../preload/contract/types.ts';
import { PlayedBridge } from './played-bridge.ts';
import { createWork, type Work } from './work.ts';

const PASSPHRASE = 'planted words';
const CANCELLED: PlainError = { code: 'CANCELLED', message: 'm', consequence: 'c', advice: 'a' };
const STOPPED: PlainError = { ...CANCELLED, code: 'ENGINE_STOPPED' };
const SUMMARY = { kind: 'embedded', label: 'embedded:office' };

/** A window with an open target; what reads and what writes ends when the test says so. */
function world() {
  let endReading: (answer: Result<AnswerOf<'export:records'>>) => void = () => undefined;
  let endExport: (answer: Result<AnswerOf<'export:start'>>) => void = () => undefined;
  const bridge = new PlayedBridge({
    'export:formats': async () => ({ ok: true, value: [] }),
    'export:place': async () => ({
      ok: true,
      value: { id: 'export-0123456789abcdef', name: 'office.tar.gz.age', folder: '/safe' },
    }),
    'export:records': () => new Promise((resolve) => (endReading = resolve)),
    'export:start': () => new Promise((resolve) => (endExport = resolve)),
    'job:cancel': async ({ job }) => {
      const reading = bridge.asked.some(
        ({ channel, request }) => channel === 'export:records' && Reflect.get(Object(request), 'job') === job,
      );
      if (reading) endReading({ ok: false, error: CANCELLED });
      return { ok: true, value: null };
    },
  });
  const store = createWork(bridge);
  const target = { summary: SUMMARY, storage: null, profile: null, signIn: 'none' };
  store.setState({ target: target as unknown as Work['target'] });
  const ends = {
    reading: (answer: Result<AnswerOf<'export:records'>>) => endReading(answer),
    export: (answer: Result<AnswerOf<'export:start'>>) => endExport(answer),
  };
  return { bridge, store, ends };
}

/** Lets everything happen that was asked for. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('exporting in the window', () => {
  it('keeps a passphrase in no state, and says when the engine was lost', async () => {
    const { bridge, store, ends } = world();
    store.getState().draftExport({ encryption: 'passphrase' });
    const exported = store.getState().startExport(PASSPHRASE);
    await settled();
    expect(store.getState().exporting?.name).toBe('office.tar.gz.age');
    expect(JSON.stringify(store.getState())).not.toContain(PASSPHRASE);
    expect(JSON.stringify(bridge.requestsOf('export:start'))).toContain(PASSPHRASE);
    // Nothing else leads away, or begins, meanwhile.
    store.getState().goTo('snapshots');
    expect(store.getState().step).not.toBe('snapshots');
    ends.export({ ok: false, error: STOPPED });
    await exported;
    expect(store.getState()).toMatchObject({ exporting: null, exportFailure: STOPPED, exportMade: null });
    expect(JSON.stringify(store.getState())).not.toContain(PASSPHRASE);
  });

  it('does not wait for records that are being read to choose from', async () => {
    const { bridge, store, ends } = world();
    void store.getState().chooseExported();
    await settled();
    expect(store.getState().step).toBe('export-selection');
    store.getState().goTo('export');
    const exported = store.getState().startExport(null);
    await settled();
    expect(bridge.requestsOf('job:cancel')).toHaveLength(1);
    expect(store.getState()).toMatchObject({ readingRecords: null, hasExportRecords: false });
    ends.export({ ok: false, error: CANCELLED });
    await exported;
  });

  it('leaves whoever has gone elsewhere there when the reading is cancelled', async () => {
    const { store } = world();
    const chosen = store.getState().chooseExported();
    await settled();
    store.getState().goTo('jobs');
    store.getState().cancelReadingRecords();
    await chosen;
    expect(store.getState()).toMatchObject({ step: 'jobs', readingRecords: null, recordsError: null });
    const again = store.getState().chooseExported();
    await settled();
    store.getState().cancelReadingRecords();
    await again;
    expect(store.getState().step).toBe('export');
  });

  it('reads anew what can be chosen once the engine, or what the target holds, is another one', async () => {
    const { bridge, store, ends } = world();
    const read = async (): Promise<void> => {
      const chosen = store.getState().chooseExported();
      await settled();
      ends.reading({ ok: true, value: { records: 3 } });
      await chosen;
    };
    await read();
    expect(store.getState().hasExportRecords).toBe(true);
    store.getState().engineRestarted({ packageOpen: false, targetOpen: true });
    expect(store.getState()).toMatchObject({ hasExportRecords: false, step: 'export' });
    await read();
    store.setState({ plan: {} as unknown as Work['plan'] });
    await store.getState().startRestore();
    expect(store.getState().hasExportRecords).toBe(false);
    expect(bridge.requestsOf('export:records')).toHaveLength(2);
  });
});
