import './prisma-log-off.ts';
import { Debug } from '@prisma/client/runtime/client';
import { clearLogs, Debug as DebugOfAdapters } from '@prisma/debug';

/** Nobody listens: that need not be found out at every entry. */
for (const log of [Debug, DebugOfAdapters]) log.enabled = () => false;

/** The runtime's log cannot be cleared: a hundred empty entries push ours out. */
const pushOut = Debug('edms');
const REMEMBERED = 100;
/** Characters of a statement and its parameters that may be remembered: pushing one out costs more than asking a small one. */
const SMALL = 4096;

/**
 * Makes Prisma forget a statement. Driver adapters show every statement to its debug log, which remembers the last hundred
 * with their parameters even while nobody listens: with our large ones that would be hundreds of megabytes.
 */
export function forget(text: string, params: readonly unknown[]): void {
  const size = params.reduce<number>((sum, each) => sum + sizeOf(each), text.length);
  if (size <= SMALL) return;
  clearLogs();
  for (let entry = 0; entry < REMEMBERED; entry += 1) pushOut('');
}

/** Lists are not looked through: who sends one sends much. */
function sizeOf(parameter: unknown): number {
  if (typeof parameter === 'string') return parameter.length;
  return typeof parameter === 'object' && parameter !== null ? SMALL : 0;
}
