import type { Changes } from '../../preload/contract/types.ts';
import type { Words } from '../../preload/contract/words/words.ts';
import { outcomeSentence, reportSentence } from '../components/sentences.ts';
import { timeOf } from '../features/compare/states.ts';
import { byGravity } from '../features/health/levels.ts';
import { proofOf } from '../features/snapshots/proofs.ts';
import { takenText } from '../features/snapshots/taken.ts';
import type { Work } from '../state/work.ts';

/** What the present screen says, as text for a mail or a ticket. */
export function summaryText(work: Work, words: Words): string {
  const { formats } = words;
  const lines: string[] = [];
  if (work.pkg) lines.push(`${words.topBar.package}: ${work.pkg.name}`);
  if (work.target) lines.push(`${words.topBar.target}: ${work.target.summary.label}`);
  if (work.step === 'report' && work.report) {
    const { report } = work;
    lines.push(reportSentence(report, words));
    lines.push(
      `${words.report.verified}: ${
        report.verified ? words.report.verifiedYes(report.fieldsCompared) : words.report.verifiedNo
      }`,
    );
    lines.push(`${words.report.started}: ${formats.time(report.startedAt)}`);
    lines.push(`${words.report.duration}: ${formats.duration(report.durationMs / 1000)}`);
    for (const record of report.notRestored) {
      lines.push(`- ${record.model} ${record.name}: ${record.reason}`);
    }
  } else if (work.step === 'compare' && work.comparison) {
    const { modelText, all, files, asOf } = words.compare;
    const { total, byModel } = work.comparison;
    const changesOf = (label: string, { added, changed, removed }: Changes) =>
      modelText(label, added, changed, removed);
    if (work.comparedBefore !== null)
      lines.push(words.snapshots.chip(timeOf(work, work.comparedBefore, words)));
    if (work.comparedAt !== null) lines.push(asOf(formats.time(work.comparedAt)));
    lines.push(changesOf(all, total));
    for (const [model, changes] of Object.entries(byModel))
      lines.push(`- ${changesOf(model === 'files' ? files : model, changes)}`);
  } else if (work.step === 'health' && work.health) {
    const { level, checkedAt, findings } = work.health;
    lines.push(`${words.health.verdict[level]} (${formats.time(checkedAt)})`);
    for (const finding of byGravity(findings)) {
      lines.push(
        `- ${words.health.level[finding.level]}: ${words.health.finding[finding.id]}: ${finding.message}`,
      );
    }
  } else if (work.step === 'snapshots' && work.snapshots) {
    const { kinds, proof } = words.snapshots;
    lines.push(`${words.repositories.repository}: ${work.snapshots.repository.path}`);
    for (const one of [...work.snapshots.snapshots].reverse()) {
      const holds = `${words.counts.records(one.records)}, ${words.counts.files(one.files)}`;
      lines.push(
        `- ${takenText(one, work.snapshots.snapshots, words)}: ${one.source}, ${kinds[one.kind]}, ${holds}, ${proof[proofOf(one)]}`,
      );
    }
  } else if (work.step === 'preview' && work.plan) {
    lines.push(outcomeSentence(work.plan, words));
  } else if (work.inspection) {
    lines.push(
      `${words.counts.records(work.inspection.records)}, ${words.counts.files(work.inspection.files.count)}`,
    );
    for (const problem of work.inspection.problems) {
      lines.push(`- ${words.severity[problem.severity]}: ${problem.message}`);
    }
  }
  return lines.join('\n');
}
