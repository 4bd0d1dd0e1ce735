import { agree, bytesText, counted, durationText, figure, listText } from '../figures.ts';
import type { StorageComparison } from './compare-storage.ts';
import type { ReferenceFindings } from './find-broken-references.ts';
import type {
  EdmsCheck,
  Health,
  HealthFinding,
  HealthFindingId,
  StorageHealth,
  TableSize,
} from './health.ts';
import type { LongTransaction } from './long-transactions.ts';
import type { SequenceRepair } from './sequences-behind.ts';

/** What each part of a check says to a person. Pure: the figures come from elsewhere. */

const EXAMPLES = 10;
const DAY = 86_400_000;

/** Above this the EDMS feels slow: a page asks some dozens of questions. In milliseconds. */
const SLOW = 250;
/** A backup older than this is a concern. */
const BACKUP_TOO_OLD = 7 * DAY;
/** What the EDMS's own checks said longer ago is no longer news. */
const CHECK_TOO_OLD = DAY;
/** A table is bloated when so many of its row versions are dead, and so great a share. */
const DEAD_ROWS = 10_000;
const DEAD_SHARE = 0.2;
/** Shares of a disk, and the days ahead, at which free space becomes a concern. */
const NEARLY_FULL = 0.1;
const FULL = 0.01;
const DAYS_AHEAD = 30;

type Told = Pick<HealthFinding, 'message'> & Partial<HealthFinding>;

const TITLES: { readonly [id in HealthFindingId]: string } = {
  connection: 'Connection',
  references: 'Broken references',
  sequences: 'Sequences behind',
  'missing-files': 'Documents without files',
  'unnamed-files': 'Files without documents',
  'storage-space': 'Space for files',
  transactions: 'Long transactions',
  bloat: 'Dead rows',
  backup: 'Last backup',
  'edms-checks': "The EDMS's own checks",
  'not-told': 'Not looked at',
};

function finding(id: HealthFindingId, told: Told): HealthFinding {
  const sound = {
    level: 'ok',
    advice: 'Nothing needs to be done.',
    count: 0,
    examples: [],
    repair: null,
  } as const;
  const { examples = [], ...rest } = told;
  return { id, title: TITLES[id], ...sound, ...rest, examples: examples.slice(0, EXAMPLES) };
}

export function connectionFinding(latencyMs: number): HealthFinding {
  const message = `The database answers in ${latencyMs.toFixed(1)} ms.`;
  if (latencyMs < SLOW) return finding('connection', { message });
  return finding('connection', {
    level: 'warn',
    message,
    advice: 'Look at the load of the server and at the network between.',
    count: 1,
  });
}

export function referencesFinding({ broken, checked, unchecked }: ReferenceFindings): HealthFinding {
  const left = unchecked === 0 ? '' : `; ${counted(unchecked, 'further one')} could not be followed`;
  if (broken.length === 0) {
    return finding('references', {
      message: `All rows lead to rows that exist, along ${counted(checked, 'foreign key')}${left}.`,
    });
  }
  const count = broken.reduce((sum, { rows }) => sum + rows, 0);
  const where = broken.map(({ table, columns, rows }) => `${table}.${columns.join('+')} ${figure(rows)}`);
  return finding('references', {
    level: 'warn',
    message: `${unchecked === 0 ? '' : 'At least '}${counted(count, 'row')} ${agree(count, 'leads', 'lead')} to rows that do not exist: ${listText(where)}${left}.`,
    advice:
      'Restore the missing rows out of a package (merge), or have the EDMS correct the rows that refer to them.',
    count,
    examples: broken.flatMap(({ examples }) => examples),
  });
}

export function sequencesFinding(behind: readonly SequenceRepair[]): HealthFinding {
  const count = behind.length;
  if (count === 0) return finding('sequences', { message: 'No sequence is behind the keys of its table.' });
  return finding('sequences', {
    level: 'warn',
    message: `${counted(count, 'sequence')} ${agree(count, 'is', 'are')} behind: the next new row of ${listText(behind.map(({ table }) => table))} would fail.`,
    advice: 'Repair them: each is set to the highest key of its table, and none is ever set back.',
    count,
    examples: behind.map(({ table, now, next }) => `${table}: ${figure(now)}, should be ${figure(next)}`),
    repair: 'sequences',
  });
}

export function missingFilesFinding(missing: number, examples: readonly string[]): HealthFinding {
  if (missing === 0)
    return finding('missing-files', { message: 'Every file that a document names is there.' });
  return finding('missing-files', {
    level: 'warn',
    message: `${counted(missing, 'file')} that ${agree(missing, 'a document names is', 'documents name are')} not in the storage folder.`,
    advice: 'Open a package that has them: files whose checksum agrees with the record are put in place.',
    count: missing,
    examples,
    repair: 'missing-files',
  });
}

export function unnamedFilesFinding({ unnamed, unnamedExamples }: StorageComparison): HealthFinding {
  if (unnamed === 0)
    return finding('unnamed-files', {
      message: 'Every file beside those of documents is named by a record.',
    });
  return finding('unnamed-files', {
    level: 'warn',
    message: `${counted(unnamed, 'file')} beside those of documents ${agree(unnamed, 'is', 'are')} named by no record.`,
    advice:
      'They may be of documents that were deleted, or that a restore should bring. Look at them before you remove any.',
    count: unnamed,
    examples: unnamedExamples,
  });
}

export function storageSpaceFinding(
  storage: StorageHealth,
  totalBytes: number | null,
  now: number,
): HealthFinding {
  const { bytes, files, freeBytes, fullOn } = storage;
  const held = `The storage holds ${counted(files, 'file')} (${bytesText(bytes)})`;
  if (freeBytes === null || totalBytes === null)
    return finding('storage-space', { message: `${held}; how much is free there cannot be told.` });
  const trend = fullOn === null ? '' : `, full on ${fullOn} if it grows on as it does`;
  const message = `${held}, and ${bytesText(freeBytes)} of ${bytesText(totalBytes)} are free${trend}.`;
  const soon = fullOn !== null && Date.parse(fullOn) < now + DAYS_AHEAD * DAY;
  if (freeBytes >= NEARLY_FULL * totalBytes && !soon) return finding('storage-space', { message });
  return finding('storage-space', {
    level: freeBytes < FULL * totalBytes ? 'stop' : 'warn',
    message,
    advice: 'Make room, or move the storage to a larger disk.',
    count: 1,
  });
}

export function transactionsFinding(long: readonly LongTransaction[], milliseconds: number): HealthFinding {
  const count = long.length;
  const limit = durationText(milliseconds);
  if (count === 0)
    return finding('transactions', { message: `No transaction has been open for more than ${limit}.` });
  const idle = long.filter((transaction) => transaction.idle).length;
  return finding('transactions', {
    level: 'warn',
    message: `${counted(count, 'transaction')} ${agree(count, 'has', 'have')} been open for more than ${limit}, ${figure(idle)} of them idle.`,
    advice:
      'Let them end; an idle one of a program that is gone is ended with pg_terminate_backend, a prepared one with ROLLBACK PREPARED.',
    count,
    examples: long.map(({ text }) => text),
  });
}

export function bloatFinding(tables: readonly TableSize[]): HealthFinding {
  const bloated = tables.filter(
    ({ deadRows, rows }) => deadRows > DEAD_ROWS && deadRows > DEAD_SHARE * (rows + deadRows),
  );
  const count = bloated.length;
  if (count === 0) return finding('bloat', { message: 'No table consists of dead rows to a great part.' });
  return finding('bloat', {
    level: 'warn',
    message: `${counted(count, 'table')} ${agree(count, 'consists', 'consist')} of dead rows to more than a fifth: ${listText(bloated.map(({ table }) => table))}.`,
    advice: 'Run VACUUM (ANALYZE) on them, and see to it that autovacuum is on.',
    count,
    examples: bloated.map(
      ({ table, rows, deadRows }) => `${table}: ${figure(deadRows)} dead, ${figure(rows)} live rows`,
    ),
  });
}

/** `documents`: how many there are; without any there is nothing to lose yet. */
export function backupFinding(last: Health['lastBackup'], documents: number, now: number): HealthFinding {
  const advice = "Make one now, and look at why the EDMS's schedule does not.";
  if (last === null) {
    const message = 'No completed backup is on record.';
    return documents === 0
      ? finding('backup', { message: `${message.slice(0, -1)}, and there is no document yet.` })
      : finding('backup', { level: 'warn', message, advice, count: 1 });
  }
  const age = now - Date.parse(last.at);
  const by = last.by === 'edms' ? 'the EDMS' : 'this console';
  const message = `The last completed backup (${last.kind}, by ${by}) is ${durationText(age)} old.`;
  if (age <= BACKUP_TOO_OLD) return finding('backup', { message });
  return finding('backup', { level: 'warn', message, advice, count: 1 });
}

export function edmsChecksFinding(checks: readonly EdmsCheck[], now: number): HealthFinding {
  const recent = checks.filter(({ checkedAt }) => now - Date.parse(checkedAt) <= CHECK_TOO_OLD);
  const bad = recent.filter(({ status }) => status === 'WARNING' || status === 'CRITICAL');
  if (bad.length === 0) {
    return finding('edms-checks', {
      message:
        recent.length === 0
          ? 'The EDMS has noted no check of its own in the last day.'
          : `All ${counted(recent.length, 'check')} that the EDMS made in the last day are sound.`,
    });
  }
  return finding('edms-checks', {
    level: bad.some(({ status }) => status === 'CRITICAL') ? 'stop' : 'warn',
    message: `${counted(bad.length, 'check')} of the EDMS's own ${agree(bad.length, 'is', 'are')} not sound.`,
    advice: "Look at them on the EDMS's own pages.",
    count: bad.length,
    examples: bad.map(({ name, status, message }) => `${name}: ${status}. ${message}`.slice(0, 300)),
  });
}

/** Parts that the server had no time for, or that this role may not see. */
export function notToldFinding(parts: readonly string[]): HealthFinding {
  return finding('not-told', {
    level: 'warn',
    message: `${counted(parts.length, 'part')} could not be looked at in time, or not by this role: ${listText(parts)}.`,
    advice: 'Look again when the server is quieter, or connect as the owner of the tables.',
    count: parts.length,
    examples: parts,
  });
}
