import type Database from 'libsql';
import { z } from 'zod';
import { isAlive, type ProcessIdentity } from '../../engine/database/process-identity.ts';
import type { Instant } from '../zone.ts';
import { type Channel, channelSchema } from './channel.ts';
import { type Notice, noticeSchema } from './notice.ts';

/** A notice that is on its way. */
export interface Letter {
  readonly id: number;
  readonly channel: Channel;
  readonly notice: Notice;
}

/** How often a notice is tried on a channel, and how long after a failure, in milliseconds. */
const ATTEMPTS = 5;
const DELAY = 10 * 60_000;

const rowSchema = z.object({
  id: z.number(),
  channel: z.string(),
  notice: z.string(),
  attempts: z.number(),
  pid: z.number().nullable(),
  pid_started: z.string().nullable(),
});

/**
 * Notices that wait to be sent. The event is written down in the transaction that makes it true, once for each channel;
 * a letter is taken by one process. One whose process ended while it was sent is not sent again: it may have arrived.
 */
export class Outbox {
  readonly #transaction: <T>(work: (database: Database.Database) => T) => T;
  readonly #identity: ProcessIdentity;

  constructor(transaction: <T>(work: (database: Database.Database) => T) => T, identity: ProcessIdentity) {
    this.#transaction = transaction;
    this.#identity = identity;
  }

  /** Puts a notice in for each channel; one of an event that is in already is left out. */
  put(database: Database.Database, notice: Notice, channels: readonly Channel[], now: Instant): void {
    const insert = database.prepare(
      `insert into schedule_notices (schedule_id, event, channel, notice, state, try_at)
       values (?, ?, ?, ?, 'waiting', ?) on conflict (event, channel) do nothing`,
    );
    // Of what it tells is no part of the way: a notice that was put in before that was changed is still the same.
    for (const { about: _, ...channel } of channels)
      insert.run([notice.schedule.id, notice.event, JSON.stringify(channel), JSON.stringify(notice), now]);
  }

  /** Takes the next letter for one of these kinds of channel; null when none is waiting. */
  take(kinds: readonly Channel['kind'][], now: Instant): Letter | null {
    return this.#transaction((database) => {
      const waiting = database
        .prepare(`select * from schedule_notices where state = 'waiting' and try_at <= ? order by id`)
        .all([now])
        .map((row) => rowSchema.parse(row));
      for (const { id, channel, notice } of waiting) {
        const read = channelSchema.safeParse(JSON.parse(channel));
        if (!read.success || !kinds.includes(read.data.kind)) continue;
        database
          .prepare(`update schedule_notices set state = 'sending', pid = ?, pid_started = ? where id = ?`)
          .run([this.#identity.pid, this.#identity.started, id]);
        return { id, channel: read.data, notice: noticeSchema.parse(JSON.parse(notice)) };
      }
      return null;
    });
  }

  sent({ id }: Letter): void {
    this.#transaction((database) => {
      database.prepare(`update schedule_notices set state = 'sent', error = null where id = ?`).run(id);
    });
  }

  /** It certainly did not arrive: it is tried again later, a few times. */
  failed({ id }: Letter, error: string, now: Instant): void {
    this.#transaction((database) => {
      database
        .prepare(
          `update schedule_notices
              set attempts = attempts + 1, error = ?, try_at = ? + ? * (attempts + 1),
                  state = case when attempts + 1 >= ? then 'failed' else 'waiting' end
            where id = ?`,
        )
        .run([error, now, DELAY, ATTEMPTS, id]);
    });
  }

  /** What came of the notices of a schedule, the newest first. */
  list(scheduleId: string, limit: number): readonly NoticeState[] {
    return this.#transaction((database) =>
      database
        .prepare(
          `select event, json_extract(channel, '$.kind') as channel, state, attempts, error
             from schedule_notices where schedule_id = ? order by id desc limit ?`,
        )
        .all([scheduleId, limit])
        .map((row) => stateSchema.parse(row)),
    );
  }

  /** Gives up letters whose process ended in the middle, and forgets old ones. */
  sweep(): void {
    this.#transaction((database) => {
      const sending = database.prepare(`select * from schedule_notices where state = 'sending'`).all();
      for (const { id, pid, pid_started } of sending.map((row) => rowSchema.parse(row))) {
        if (pid !== null && isAlive({ pid, started: pid_started })) continue;
        database
          .prepare(`update schedule_notices set state = 'unknown', error = ? where id = ?`)
          .run(['The program ended while it was sent: it may have arrived.', id]);
      }
      database.exec(
        `delete from schedule_notices where state <> 'waiting' and id <= (select max(id) - 2000 from schedule_notices)`,
      );
    });
  }
}

const stateSchema = z.object({
  event: z.string(),
  channel: z.string(),
  /** `unknown`: the program ended while it was sent. */
  state: z.enum(['waiting', 'sending', 'sent', 'failed', 'unknown']),
  attempts: z.number(),
  error: z.string().nullable(),
});
export type NoticeState = z.infer<typeof stateSchema>;
