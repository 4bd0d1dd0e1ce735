import type { AnswerOf } from '../../preload/contract/bridge.ts';
import { embeddedNameSchema } from '../../preload/contract/channels.ts';
import { labelOf } from '../engine/database/address.ts';
import { isSameTarget } from '../engine/database/target-label.ts';
import type { Job } from '../jobs/job.ts';
import type { Session } from './session.ts';

type Again = AnswerOf<'jobs:again'>;

/** What a job was done with, as the window can take it up again: ids for its package, its target and its folder. */
export async function beginAgain({ report: _, ...job }: Job, session: Session): Promise<Again> {
  const { packagePath, target, storageRoot } = job;
  return {
    job,
    package: packagePath === null ? null : session.refer(packagePath),
    target: target === null ? null : await targetOf(target, session),
    isOpen: isSameTarget(target, session.facts().target),
    storage: storageRoot === null ? null : await session.target.chooseStorage(storageRoot),
  };
}

const EMBEDDED = 'embedded:';

/**
 * A label as a choice. A label has no parameters but the schema (no `sslmode`): a server that was used before is taken with those that it
 * had. What cannot be named in the window is chosen by hand.
 */
async function targetOf(label: string, session: Session): Promise<Again['target']> {
  if (label.startsWith(EMBEDDED)) {
    const name = embeddedNameSchema.safeParse(label.slice(EMBEDDED.length));
    return name.success ? { kind: 'embedded', name: name.data } : null;
  }
  const { servers } = await session.target.known();
  const known = servers.find(({ label: url }) => isLabelledSo(url, label));
  try {
    return { kind: 'server', address: known ?? session.target.takeAddress(label, null) };
  } catch {
    return null;
  }
}

function isLabelledSo(url: string, label: string): boolean {
  try {
    return labelOf({ kind: 'server', url }) === label;
  } catch {
    return false;
  }
}
