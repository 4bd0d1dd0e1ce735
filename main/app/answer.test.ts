import { beforeEach, describe, expect, it } from 'vitest';
import { CHANNEL_ACCESS } from '../../preload/contract/access.ts';
import type { Channel } from '../../preload/contract/bridge.ts';
import { REQUESTS } from '../../preload/contract/channels.ts';
import { TokenKeeper } from '../auth/token-keeper.ts';
import type { Account } from '../engine/accounts/account.ts';
import { answerMessage, type Handlers } from './answer.ts';
import { Entrance } from './entrance.ts';
import { Gate } from './gate.ts';

const MINUTE = 60_000;
const admin: Account = { id: 1, username: 'admin', name: '', role: 'write' };
const reader: Account = { id: 2, username: 'reader', name: '', role: 'look' };
const channels = Object.keys(REQUESTS) as readonly Channel[];
const guarded = channels.filter((channel) => CHANNEL_ACCESS[channel] !== 'none');
const writing = channels.filter((channel) => ['write', 'found'].includes(CHANNEL_ACCESS[channel]));

describe('a message to the main process', () => {
  let now = 0;
  let reached: Channel[] = [];
  let accounts: Map<number, Account>;
  let keeper: TokenKeeper;
  let parts: Parameters<typeof answerMessage>[2];
  beforeEach(() => {
    now = Date.UTC(2026, 10, 25);
    reached = [];
    accounts = new Map([admin, reader].map((account) => [account.id, account]));
    keeper = new TokenKeeper(() => now);
    const gate = new Gate({
      keeper,
      account: async (id) => accounts.get(id) ?? null,
      isBusy: () => false,
      now: () => now,
    });
    // Behind the gate everything says that it was reached; the real handlers are asked in the real window's test.
    const handlers = Object.fromEntries(
      channels.map((channel) => [
        channel,
        async () => {
          reached.push(channel);
          return null;
        },
      ]),
    ) as unknown as Handlers;
    parts = { handlers, gate, keeper, entrance: new Entrance() };
  });

  /** Sends a request that does not fit: what lets it through to be refused for that has let it pass the gate. */
  const send = (channel: Channel, token: string | null, request: unknown = Symbol.for('unfit')) =>
    answerMessage(channel, { token, request }, parts);
  const codes = async (list: readonly Channel[], token: string | null) => {
    const answers = await Promise.all(
      list.map(async (channel) => [channel, await send(channel, token)] as const),
    );
    return Object.fromEntries(
      answers.map(([channel, answer]) => [channel, answer.ok ? 'ok' : answer.error.code]),
    );
  };
  const all = (list: readonly Channel[], code: string) =>
    Object.fromEntries(list.map((channel) => [channel, code]));

  it('that touches the target needs a token', async () => {
    expect(guarded.length).toBeGreaterThan(8);
    expect(await codes(guarded, null)).toEqual(all(guarded, 'SIGN_IN_NEEDED'));
    keeper.begin('write', admin);
    expect(await codes(guarded, null)).toEqual(all(guarded, 'SIGN_IN_NEEDED'));
  });

  it('needs one of ours', async () => {
    const strange = new TokenKeeper(() => now).begin('write', admin);
    keeper.begin('write', admin);
    expect(await codes(guarded, strange)).toEqual(all(guarded, 'SIGN_IN_NEEDED'));
    expect(await codes(guarded, 'x')).toEqual(all(guarded, 'SIGN_IN_NEEDED'));
  });

  it('needs one that has not expired, and whose session has not ended', async () => {
    const token = keeper.begin('write', admin);
    now += 16 * MINUTE;
    expect(await codes(guarded, token)).toEqual(all(guarded, 'SIGN_IN_EXPIRED'));
    const next = keeper.begin('write', admin);
    keeper.end();
    expect(await codes(guarded, next)).toEqual(all(guarded, 'SIGN_IN_EXPIRED'));
  });

  it('does not write with a token that may only look', async () => {
    const token = keeper.begin('look', reader);
    expect(writing.length).toBeGreaterThan(4);
    expect(await codes(writing, token)).toEqual(all(writing, 'NOT_ALLOWED'));
    const looking = guarded.filter((channel) => !writing.includes(channel));
    expect(await codes(looking, token)).not.toMatchObject({
      'plan:create': expect.stringMatching('SIGN_IN|NOT_'),
    });
  });

  it('does not write for an account that was deactivated, or is no administrator any more', async () => {
    const token = keeper.begin('write', admin);
    accounts.delete(admin.id);
    expect(await send('restore:start', token)).toMatchObject({ error: { code: 'SIGN_IN_EXPIRED' } });
    const next = keeper.begin('write', admin);
    accounts.set(admin.id, { ...admin, role: 'look' });
    expect(await send('undo:start', next)).toMatchObject({ error: { code: 'SIGN_IN_EXPIRED' } });
    expect(await send('plan:page', next)).toMatchObject({ error: { code: 'SIGN_IN_EXPIRED' } });
  });

  it('never reaches what it is not allowed to, nor what it does not fit', async () => {
    for (const token of [null, 'x', keeper.begin('look', reader)]) await codes(writing, token);
    expect(reached).toEqual([]);
    expect(await answerMessage('app:start', null, parts)).toMatchObject({ error: { code: 'USAGE' } });
    expect(await answerMessage('app:start', { request: null }, parts)).toMatchObject({
      error: { code: 'USAGE' },
    });
    expect(await send('app:start', null, { more: 1 })).toMatchObject({ error: { code: 'USAGE' } });
    expect(reached).toEqual([]);
    expect(await send('app:start', null, null)).toMatchObject({ ok: true });
    expect(reached).toEqual(['app:start']);
  });

  it('that was let in gets a new token in time, and no other message does', async () => {
    const token = keeper.begin('write', admin);
    const record = { record: 1 };
    expect(await send('plan:record', token, record)).not.toHaveProperty('token');
    now += 2 * MINUTE;
    expect(await send('app:start', token, null)).not.toHaveProperty('token');
    const answer = await send('plan:record', token, record);
    now += 14 * MINUTE;
    expect(await send('plan:record', token, record)).toMatchObject({ error: { code: 'SIGN_IN_EXPIRED' } });
    expect(await send('plan:record', answer.token ?? null, record)).toMatchObject({ ok: true });
  });
});
