import { labelOf } from '../database/address.ts';
import { embeddedExists } from '../database/embedded-exists.ts';
import { openTarget } from '../database/open-target.ts';
import type { Target, TargetAddress } from '../database/target.ts';
import type { OwnRecords } from './own-work.ts';
import { type Notification, writeNotification } from './write-notification.ts';

/**
 * Puts a notification into the queue of a target, on a connection of its own; `open` is the target that this process has
 * open, which may be the same one. A target is not made for it.
 */
export async function notifyTarget(
  address: TargetAddress,
  notification: Notification,
  open: Target | null,
): Promise<OwnRecords> {
  const write = (target: Target): Promise<OwnRecords> =>
    target.write((sql) => writeNotification(sql, target.schema, notification));
  if (address.kind === 'embedded') {
    const label = labelOf(address);
    // Nobody else can open it while it is open here.
    if (open?.label === label) return write(open);
    if (!embeddedExists(address.name)) return { tables: [], leftOut: [`There is no ${label} yet.`] };
  }
  const target = await openTarget(address);
  try {
    return await write(target);
  } finally {
    await target.close();
  }
}
