import { randomUUID } from 'node:crypto';
import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { withoutSecrets } from '../errors.ts';
import { insertOwnRow, OwnRowRefused, orRefusal } from './insert-own-row.ts';
import type { OwnRecords } from './own-work.ts';
import { WRITTEN_BY } from './recognise.ts';

/** What the EDMS shall tell somebody. */
export interface Notification {
  /** The same for the same event: it is written once. */
  readonly event: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly message: string;
  /** Of a failure or of something overdue. */
  readonly urgent: boolean;
  readonly at: Date;
  /** Sent for somebody to see that it arrives: said in the subject and in the data of its row. */
  readonly isTest?: boolean;
}

/**
 * Puts a notification into the EDMS's `notification_queue`, inside the transaction of `sql`, unless it is there. The
 * table is one of an earlier version of the EDMS, and whatever sends what is in it is the EDMS's. What cannot be written
 * is told in `leftOut`.
 */
export async function writeNotification(
  sql: Sql,
  schema: LiveSchema,
  notification: Notification,
): Promise<OwnRecords> {
  const table = schema.tables.get('notification_queue');
  if (table === undefined)
    return {
      tables: [],
      leftOut: ['The EDMS has no notification queue (there is no table notification_queue).'],
    };
  const key = await orRefusal(sql, async () => {
    const [known] = await sql.query<{ readonly key: string }>(
      `select id::text as key from notification_queue
        where metadata ->> 'writtenBy' = $1::text and metadata ->> 'event' = $2::text limit 1`,
      WRITTEN_BY,
      notification.event,
    );
    return known?.key ?? insertOwnRow(sql, schema, table, rowOf(notification));
  });
  return key instanceof OwnRowRefused
    ? { tables: [], leftOut: [`The notification was not written. ${key.message}`] }
    : { tables: [{ table: table.name, rows: 1, keys: [key] }], leftOut: [] };
}

function rowOf({ event, to, subject, message, urgent, at, isTest = false }: Notification) {
  const time = at.toISOString();
  const marked = isTest ? { test: true } : {};
  return {
    uuid: randomUUID(),
    notification_type: 'EMAIL',
    priority: urgent ? 'HIGH' : 'NORMAL',
    recipient_emails: to,
    subject: withoutSecrets(isTest ? `TEST: ${subject}` : subject),
    message: withoutSecrets(message),
    notification_data: marked,
    scheduled_at: time,
    sent_at: null,
    status: 'PENDING',
    delivery_channels: ['EMAIL'],
    delivery_attempts: 0,
    max_attempts: 3,
    error_message: '',
    created_at: time,
    metadata: { writtenBy: WRITTEN_BY, event, ...marked },
    created_by_id: null,
  };
}
