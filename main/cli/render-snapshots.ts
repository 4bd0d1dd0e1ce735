import { figure } from '../engine/figures.ts';
import type { Problem } from '../engine/problems.ts';
import type {
  CheckReport,
  PruneReport,
  RepairReport,
  SnapshotLoss,
} from '../engine/repository/maintenance.ts';
import type { LockHolder } from '../engine/repository/repository.ts';
import type { SignatureState } from '../engine/signature/signature-state.ts';
import type { Comparison, NotCompared, ShownDifference } from '../engine/snapshot/comparison.ts';
import type { Changes } from '../engine/snapshot/manifest.ts';
import type { SnapshotProof } from '../engine/snapshot/seal.ts';
import type { SnapshotList, SnapshotSummary } from '../engine/snapshot/snapshot-summary.ts';
import type { InitialRepository } from '../engine/snapshot/snapshot-work.ts';
import { shortId } from '../engine/snapshot/snapshots.ts';
import type { SnapshotReport } from '../engine/snapshot/take-snapshot.ts';
import type { Timeline } from '../engine/snapshot/timeline.ts';
import type { Retained } from '../schedule/retention.ts';
import { renderTable } from './render.ts';

export function renderInitial({ path, recoveryKey }: InitialRepository): string {
  const lines = [`  ${path} is a repository now.`];
  if (recoveryKey !== null)
    lines.push(
      '',
      '  Recovery key, which is shown this once. It opens the repository when the passphrase is lost:',
      `  ${recoveryKey}`,
    );
  return text(lines);
}

export function renderList({ snapshots, unreadable }: SnapshotList): string {
  if (snapshots.length === 0 && unreadable.length === 0) return '  There is no snapshot yet.\n';
  const rows = snapshots.map((one) => [
    shortId(one.id),
    moment(one.createdAt),
    one.kind,
    one.source,
    figure(one.records),
    figure(one.files),
    figure(one.bytesAdded),
    sealOf(one),
    signatureText(one.signature),
    one.tags.join(' '),
  ]);
  const heads = [
    ...['id', 'made (UTC)', 'kind', 'EDMS', 'records', 'files', 'bytes added', 'proven', 'signature'],
    'tags',
  ];
  return text([
    ...renderTable(heads, rows),
    ...unreadable.map(({ id, error }) => `  ${shortId(id)} cannot be read: ${error.message}`),
  ]);
}

function sealOf({ seals }: SnapshotSummary): string {
  const [newest] = seals;
  return newest === undefined ? '' : `${newest.kind} ${newest.at.slice(0, 10)}`;
}

/** How a snapshot is signed, in words. */
function signatureText(signature: SignatureState): string {
  switch (signature.kind) {
    case 'unsigned':
      return 'not signed';
    case 'signed':
      return signature.known ? 'signed' : 'signed by an unknown key';
    case 'broken':
      return 'BROKEN';
    case 'removed':
      return 'REMOVED';
  }
}

export function renderSnapshot(one: SnapshotSummary): string {
  return text([
    `  ${one.id}`,
    `  ${one.kind}, made ${moment(one.createdAt)} UTC of ${one.source} by ${one.user}@${one.host}`,
    ...(one.parent === null ? [] : [`  compared with ${shortId(one.parent)}`]),
    `  ${figure(one.records)} records and ${figure(one.files)} files (${figure(one.fileBytes)} bytes), ${figure(one.bytesAdded)} bytes added`,
    ...one.seals.map(
      ({ kind, at, records, files }) =>
        `  ${kind === 'restored' ? 'restored and compared' : 'verified'} on ${moment(at)} UTC: ${figure(records)} records, ${figure(files)} files`,
    ),
    `  signature: ${signatureText(one.signature)}${'fingerprint' in one.signature ? ` (${one.signature.fingerprint})` : ''}`,
    ...(one.tags.length > 0 ? [`  tags: ${one.tags.join(', ')}`] : []),
    ...(one.schedule === null ? [] : [`  taken by the schedule ${one.schedule.name}`]),
    '',
    ...renderTable(
      ['model', 'records'],
      Object.entries(one.byModel).map(([model, records]) => [model, figure(records)]),
    ),
    ...renderProblems(one.problems),
  ]);
}

export function renderTaken(report: SnapshotReport): string {
  const against = report.parent === null ? '' : `, compared with ${shortId(report.parent)}`;
  return text([
    `  ${report.kind} snapshot ${shortId(report.id)} of ${report.target}${against}`,
    `  ${figure(report.records)} records and ${figure(report.files)} files; ${figure(report.changed)} ${report.changes === null ? 'read' : 'differ'}; ${figure(report.bytesAdded)} bytes added`,
    ...(report.signedBy === null ? [] : [`  signed by ${report.signedBy}`]),
    ...renderChanges(report.changes ?? {}),
    ...renderProblems(report.problems),
  ]);
}

export function renderProof(proof: SnapshotProof): string {
  const { seal, snapshot, records, files } = proof;
  const done = seal?.kind === 'restored' ? 'restored and compared' : 'verified';
  return text([
    seal === null
      ? `  ${shortId(snapshot)} is not proven.`
      : `  ${shortId(snapshot)} is ${done}: ${figure(records)} records, ${figure(files)} files.`,
    ...renderProblems(proof.problems),
  ]);
}

export function renderComparison(comparison: Comparison): string {
  const { total, byModel, byUser, byDay, unknown, differences } = comparison;
  const count = total.added + total.changed + total.removed;
  const rest = renderNotCompared(comparison.notCompared);
  if (count === 0) return text(['  Nothing differs.', ...rest]);
  const more = count - differences.length;
  return text([
    `  ${figure(total.added)} added, ${figure(total.changed)} changed, ${figure(total.removed)} removed`,
    ...renderChanges(byModel),
    ...renderCounts('user', byUser, unknown.user),
    ...renderCounts('day', byDay, unknown.day),
    '',
    ...differences.flatMap(renderDifference),
    ...(more > 0 ? [`  and ${figure(more)} more`] : []),
    ...rest,
  ]);
}

const LACKING = { 'not in before': 'earlier', 'not in now': 'later' } as const;

function renderNotCompared({ files, records, problems }: NotCompared): readonly string[] {
  return [
    ...(files === null ? [] : [`  Files were not compared: the ${LACKING[files]} of the two has none.`]),
    ...(records === 0
      ? []
      : [`  ${figure(records)} records are broken or repeat another one, and were not compared.`]),
    ...renderProblems(problems),
  ];
}

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;

function renderDifference({ change, model, name, fields }: ShownDifference): readonly string[] {
  return [
    `  ${SIGNS[change]} ${model} ${name}`,
    ...(change === 'changed' ? fields : []).map(
      ({ name: field, before, now }) => `      ${field}: ${shorten(before)} → ${shorten(now)}`,
    ),
  ];
}

function shorten(json: string | null): string {
  if (json === null) return 'nothing';
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}

export function renderTimeline({ model, name, entries }: Timeline): string {
  return text([
    `  ${model} ${name}`,
    ...entries.flatMap(({ snapshot, createdAt, state, fields }) => [
      `  ${shortId(snapshot)}  ${moment(createdAt)}  ${state}`,
      ...fields.map((field) => `      ${field.name}: ${shorten(field.before)} → ${shorten(field.now)}`),
    ]),
  ]);
}

function renderCounts(
  head: string,
  counts: { readonly [name: string]: number },
  unknown: number,
): readonly string[] {
  const rows = Object.entries(counts).map(([name, n]) => [name, figure(n)]);
  if (unknown > 0) rows.push(['(unknown)', figure(unknown)]);
  return rows.length === 0 ? [] : ['', ...renderTable([head, 'differences'], rows)];
}

function renderChanges(changes: { readonly [model: string]: Changes }): readonly string[] {
  const rows = Object.entries(changes).map(([model, { added, changed, removed }]) => [
    model,
    ...[added, changed, removed].map(figure),
  ]);
  return rows.length === 0 ? [] : ['', ...renderTable(['model', 'added', 'changed', 'removed'], rows)];
}

export function renderCheck(report: CheckReport): string {
  const { snapshots, packs, blobs, bytes } = report.figures;
  const errors = report.findings.filter(({ severity }) => severity === 'error').length;
  return text([
    errors === 0 ? '  The repository is in order.' : `  ${errors} things are damaged.`,
    `  ${figure(snapshots)} snapshots, ${figure(packs)} packs, ${figure(blobs)} blobs, ${figure(bytes)} bytes; ${figure(report.bytesRead)} bytes read`,
    ...renderProblems(report.findings),
    ...renderLosses(report.affected),
  ]);
}

/** Which snapshots a policy keeps and which go, EDMS by EDMS, the newest first, with the reasons. */
export function renderForgetting(decided: readonly Retained[], isDry: boolean): string {
  if (decided.length === 0) return '  There is no such snapshot.\n';
  const sources = [...new Set(decided.map(({ snapshot }) => snapshot.target))];
  const tables = sources.flatMap((source) => {
    const rows = decided
      .filter(({ snapshot }) => snapshot.target === source)
      .map(({ snapshot, kept, reasons }) => [
        shortId(snapshot.id),
        moment(snapshot.time),
        kept ? 'stays' : isDry ? 'would go' : 'goes',
        reasons.join('; '),
      ]);
    return [`  ${source}`, ...renderTable(['id', 'made (UTC)', '', 'why'], rows, 'left'), ''];
  });
  const going = decided.filter(({ kept }) => !kept).length;
  const stay = decided.length - going;
  return text([...tables, `  ${going} snapshots ${isDry ? 'would be' : 'are'} forgotten, ${stay} stay.`]);
}

export function renderPrune({ dryRun, packs, bytes, findings, blocked }: PruneReport): string {
  const what = dryRun ? 'would be' : 'were';
  return text([
    blocked
      ? '  Nothing was taken away: it cannot be known what is needed.'
      : `  ${figure(packs.trashed)} packs (${figure(bytes.trashed)} bytes) ${what} put into the trash, ${figure(packs.deleted)} (${figure(bytes.deleted)} bytes) ${what} deleted from it.`,
    `  ${figure(packs.kept)} packs are kept as they are; of ${figure(packs.repacked)} what is needed ${what} written anew.`,
    ...renderProblems(findings),
  ]);
}

export function renderRepair({ packs, blobs, findings, affected }: RepairReport): string {
  return text([
    `  ${figure(packs.whole)} packs are whole, ${figure(packs.damaged)} damaged, ${figure(packs.broughtBack)} were brought back from the trash.`,
    `  ${figure(blobs.salvaged)} blobs were saved, ${figure(blobs.lost)} are lost.`,
    ...renderProblems(findings),
    ...renderLosses(affected),
  ]);
}

function renderLosses(losses: readonly SnapshotLoss[]): readonly string[] {
  return losses.flatMap(({ snapshot, lost }) => [
    `  snapshot ${shortId(snapshot)} lacks:`,
    ...(lost.length === 0
      ? ['      all of it: its manifest cannot be read']
      : lost.map((what) => `      ${what}`)),
  ]);
}

export function renderLocks(locks: readonly LockHolder[]): string {
  if (locks.length === 0) return '  No lock was left behind.\n';
  return text(
    locks.map(
      ({ user, host, purpose, since }) =>
        `  removed: ${user}@${host}, ${purpose}, since ${moment(since)} UTC`,
    ),
  );
}

function renderProblems(problems: readonly Problem[]): readonly string[] {
  if (problems.length === 0) return [];
  return [
    '',
    ...problems.flatMap(({ severity, message, advice }) => [
      `  ${severity}: ${message}`,
      ...(advice === undefined ? [] : [`    ${advice}`]),
    ]),
  ];
}

function moment(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
