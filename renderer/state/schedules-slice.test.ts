import { describe, expect, it } from 'vitest';
import { PlayedBridge } from './played-bridge.ts';
import { missingOf } from './schedules-slice.ts';
import { createWork } from './work.ts';

const repositories = [
  { id: 'repository-0123456789abcdef', name: 'Safe', path: '/safe', isEncrypted: false },
] as const;
const list = { schedules: [], unreadable: 0, timeZone: 'Europe/Berlin', timer: false } as const;

function played() {
  const bridge = new PlayedBridge({
    'repositories:list': async () => ({ ok: true, value: { repositories, signingKey: null } }),
    'profiles:list': async () => ({ ok: true, value: { profiles: [], keyring: null, notices: [] } }),
    'target:known': async () => ({ ok: true, value: { embedded: ['demo'], servers: [] } }),
    'schedules:list': async () => ({ ok: true, value: list }),
    'schedules:save': async () => ({
      ok: false,
      error: { code: 'SCHEDULE_INVALID', message: 'taken', consequence: '', advice: '' },
    }),
  });
  return { bridge, store: createWork(bridge) };
}

describe('the form of a schedule', () => {
  it('begins with what is usual, and lacks a name alone', async () => {
    const { store, bridge } = played();
    await store.getState().loadSchedules();
    await store.getState().draftSchedule();
    const { scheduleForm } = store.getState();
    if (!scheduleForm) throw new Error('There is a form.');
    expect(scheduleForm.draft).toMatchObject({
      timeZone: 'Europe/Berlin',
      target: { kind: 'embedded', name: 'demo' },
      work: { kind: 'snapshot', repository: repositories[0].id, afterwards: 'test' },
    });
    expect(missingOf(scheduleForm.draft)).toBe('name');
    await store.getState().saveSchedule();
    expect(bridge.asked.map(({ channel }) => channel)).not.toContain('schedules:save');
    store.getState().changeDraft({ name: 'Nightly' });
    await store.getState().saveSchedule();
    expect(store.getState().scheduleForm?.error?.message).toBe('taken');
    expect(store.getState().scheduleForm?.saving).toBe(false);
  });

  it('begins with what the EDMS would do by itself', async () => {
    const { store } = played();
    const plan = {
      name: 'Weekly',
      type: 'FULL',
      enabled: true,
      timeZone: 'Europe/Berlin',
      when: { kind: 'weekly', days: ['sun'], time: '03:00' },
      target: { kind: 'embedded', name: 'demo' },
    } as const;
    await store.getState().draftOffered({ ...plan, takes: { kind: 'files' } });
    const { draft } = store.getState().scheduleForm ?? {};
    expect(draft).toMatchObject({
      name: 'Weekly',
      when: plan.when,
      work: { kind: 'export', filesOnly: true },
    });
    expect(draft && missingOf(draft)).toBe('folder');
    const takes = { kind: 'snapshot', snapshotKind: 'full', retention: null } as const;
    await store.getState().draftOffered({ ...plan, takes });
    const { draft: other } = store.getState().scheduleForm ?? {};
    expect(other).toMatchObject({ work: { ...takes, repository: repositories[0].id, afterwards: 'test' } });
    expect(other && missingOf(other)).toBeNull();
  });

  it('says what is missing', async () => {
    const { store } = played();
    await store.getState().draftSchedule();
    const draft = store.getState().scheduleForm?.draft;
    if (!draft) throw new Error('There is a form.');
    const named = { ...draft, name: 'Nightly' };
    expect(missingOf(named)).toBeNull();
    expect(missingOf({ ...named, when: { kind: 'weekly', days: [], time: '02:30' } })).toBe('days');
    expect(missingOf({ ...named, when: { kind: 'daily', time: '' } })).toBe('time');
    expect(missingOf({ ...named, attempts: Number.NaN })).toBe('number');
    expect(missingOf({ ...named, target: null })).toBe('target');
    const nothing = {
      last: 0,
      hourly: 0,
      daily: 0,
      weekly: 0,
      monthly: 0,
      yearly: 0,
      within: null,
      tags: [],
    };
    const work = named.work.kind === 'snapshot' ? named.work : null;
    if (!work) throw new Error('It makes snapshots.');
    expect(missingOf({ ...named, work: { ...work, retention: { ...nothing, minimum: 3 } } })).toBe('keep');
  });
});
