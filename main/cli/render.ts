import type { TargetSummary } from '../engine/database/target.ts';
import type { PlainError } from '../engine/errors.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import type { Place, Problem } from '../engine/problems.ts';
import type { RestoreReport } from '../engine/restore/report.ts';

/** Text for a person: the sum first, then what needs a person, then where the rest is. */

const MOST_PROBLEMS = 20;

export function renderInspection(inspection: Inspection): string {
  const { metadata, files } = inspection;
  const lines = [
    `${inspection.path}: ${inspection.format}, ${count(inspection.records)} records, ${count(files.count)} files`,
    readableSentence(inspection),
    '',
    `  EDMS version   ${metadata?.edmsVersion ?? 'not told'}`,
    `  exported       ${metadata?.exportedAt ?? 'not told'}`,
    `  references     ${inspection.dialect}; ${count(inspection.references.dangling)} of ${count(inspection.references.total)} point outside the package`,
    `  users, groups  ${count(inspection.users.length)}, ${count(inspection.groups.length)}`,
    `  time span      ${inspection.timeSpan ? `${inspection.timeSpan.from} to ${inspection.timeSpan.to}` : 'none'}`,
    `  sha256         ${inspection.sha256 ?? 'none (a folder)'}`,
    `  encrypted      ${encryptionWords(inspection.encryption)}`,
    `  signature      ${signatureWords(inspection.signature)}`,
    '',
    ...renderTable(
      ['model', 'records', 'claimed'],
      inspection.models.map(({ model, records, claimed }) => [
        model,
        count(records),
        claimed === null ? '-' : count(claimed),
      ]),
    ),
    ...renderSecrets(inspection),
    ...renderProblems(inspection.problems),
  ];
  return `${lines.join('\n')}\n`;
}

function encryptionWords(encryption: Inspection['encryption']): string {
  if (encryption === null) return 'no';
  if (encryption.by === 'passphrase') return 'with age, with a passphrase';
  return `with age, for ${count(encryption.recipients)} ${encryption.recipients === 1 ? 'recipient' : 'recipients'}`;
}

function signatureWords(signature: Inspection['signature']): string {
  switch (signature.kind) {
    case 'unsigned':
      return 'none';
    case 'signed':
      return `whole, by ${signature.fingerprint} (${signature.known ? 'known' : 'not known here'})`;
    case 'broken':
      return 'broken: it is not that of this package';
    case 'removed':
      return `removed: it was signed by ${signature.fingerprint}`;
  }
}

export function renderReport(report: RestoreReport): string {
  const { files } = report;
  const future = report.state === 'dry run';
  const sum = `${count(report.records)} records: ${count(report.created)} created, ${count(report.updated)} updated, ${count(report.unchanged)} unchanged, ${count(report.skipped)} skipped${onPurpose(report.notSelected)}, ${count(report.failed)} failed`;
  const lines = [
    future
      ? `Would restore into ${report.target} (nothing was changed).`
      : `Restored into ${report.target}: ${report.state}.`,
    sum,
    `${count(files.copied + files.unchanged + files.skipped + files.failed)} files: ${count(files.copied)} copied, ${count(files.unchanged)} unchanged, ${count(files.skipped)} skipped${onPurpose(report.filesNotSelected)}, ${count(files.failed)} failed`,
    ...(report.removed > 0 ? [`${count(report.removed)} rows beyond the package removed`] : []),
    ...(future ? [] : [verifiedSentence(report)]),
    ...report.ownRecords.map(
      ({ table, rows }) => `  written about this restore itself: ${count(rows)} in ${table}`,
    ),
    ...(report.sideFile === null ? [] : [`What has no place in the target is kept in ${report.sideFile}`]),
    ...report.adaptations.map(
      ({ table, column, kind, records, value }) =>
        `  ${kind}: ${column === null ? table : `${table}.${column}`}, ${count(records)} records${value === null ? '' : `, value "${value}"`}`,
    ),
    ...report.conflicts.map(
      (conflict) =>
        `  conflict ${conflict.class}: ${count(conflict.count)} records or files, decision: ${conflict.decision}`,
    ),
    ...report.notRestored
      .slice(0, MOST_PROBLEMS)
      .map(
        (left) => `  ${left.result}: record ${left.record + 1}, ${left.model} ${left.name}. ${left.reason}`,
      ),
    ...renderProblems(report.problems),
    '',
    ...renderTable(
      ['model', 'records', 'created', 'updated', 'unchanged', 'skipped', 'failed'],
      Object.entries(report.byModel).map(([model, counts]) => [
        model,
        ...[
          counts.records,
          counts.created,
          counts.updated,
          counts.unchanged,
          counts.skipped,
          counts.failed,
        ].map(count),
      ]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

export function renderTarget(summary: TargetSummary): string {
  return `${summary.label}: ${summary.version}, ${count(summary.tables)} tables, ${count(summary.users)} users, ${count(summary.documents)} documents\n`;
}

function onPurpose(notSelected: number): string {
  return notSelected > 0 ? ` (${count(notSelected)} not selected)` : '';
}

/** The three lines of an error, and its code. */
export function renderError(error: PlainError): string {
  const place = error.where ? ` (${renderPlace(error.where)})` : '';
  const details = error.details ? `\n  ${error.details.replaceAll('\n', '\n  ')}` : '';
  return `${error.code}: ${error.message}${place}\n${error.consequence}\n${error.advice}${details}\n`;
}

function readableSentence(inspection: Inspection): string {
  if (inspection.readable === 'whole') return `All of it can be read.${partSentence(inspection)}`;
  const failure = inspection.failure ? `\n${renderError(inspection.failure).trimEnd()}` : '';
  return `${inspection.readable === 'partly' ? 'Only a part of it can be read.' : 'Nothing in it can be restored.'}${failure}`;
}

function partSentence({ metadata }: Inspection): string {
  switch (metadata?.partOf) {
    case 'selection':
      return '\nIt was made of chosen records: its EDMS may have others, which are not in it.';
    case 'files':
      return '\nIt was made of the files alone: no record was to be in it.';
    default:
      return '';
  }
}

function verifiedSentence(report: RestoreReport): string {
  const seconds = (report.durationMs / 1000).toFixed(1);
  return report.verified
    ? `Verified: ${count(report.fieldsCompared)} fields read back and compared, no difference, no extra row (${seconds} s).`
    : `Not verified (${seconds} s).`;
}

function renderSecrets(inspection: Inspection): readonly string[] {
  if (inspection.secrets.length === 0) return [];
  const list = inspection.secrets.map(
    ({ where, kind, count: number }) => `  ${where}: ${kind} (${count(number)})`,
  );
  return ['', 'Secrets are inside; keep the package as safe as the system:', ...list];
}

export function renderProblems(problems: readonly Problem[]): readonly string[] {
  if (problems.length === 0) return [];
  const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => {
    const place = problem.where ? ` (${renderPlace(problem.where)})` : '';
    return `  ${problem.severity} ${problem.code}: ${problem.message}${place}`;
  });
  const more = problems.length - shown.length;
  return ['', ...shown, ...(more > 0 ? [`  … and ${count(more)} more: --json lists them all`] : [])];
}

function renderPlace(place: Place): string {
  const parts = [
    place.entry,
    place.record === undefined ? undefined : `record ${count(place.record)}`,
    place.byte === undefined ? undefined : `byte ${count(place.byte)}`,
    place.model,
    place.field,
    place.key,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** Columns of equal width. All but the first hold figures, which stand to the right, unless `side` says otherwise. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  side: 'left' | 'right' = 'right',
): readonly string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const padded = (cell: string, i: number) =>
    i === 0 || side === 'left' ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  const line = (cells: readonly string[]) => `  ${cells.map(padded).join('  ')}`.trimEnd();
  return [line(head), ...rows.map(line)];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
