import type { Words } from '../../preload/contract/words/words.ts';
import type { RestoreReport } from '../engine/restore/report.ts';

const RESULTS = ['created', 'updated', 'unchanged', 'skipped', 'failed'] as const;

/**
 * A restore's report as one HTML file that needs nothing else: no scripts, no links, its styles inside, and a
 * policy that forbids everything more. Whatever comes from a package is escaped.
 */
export function reportHtml(report: RestoreReport, words: Words): string {
  const { formats } = words;
  const title = titleOf(report, words);
  return `<!doctype html>
<html lang="${escapeHtml(formats.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${title} – ${words.app.name}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1 class="${report.verified && report.failed === 0 ? 'good' : 'look'}">${escapeHtml(title)}</h1>
<p class="sum">${RESULTS.map((result) => `<span><b>${formats.number(report[result])}</b> ${escapeHtml(words.report.result[result])}</span>`).join('')}<span><b>${formats.number(report.records)}</b> ${escapeHtml(words.report.records)}</span></p>
${definitions(factsOf(report, words))}
${notRestored(report, words)}
${problems(report, words)}
${conflicts(report, words)}
<h2>${escapeHtml(words.report.byModel)}</h2>
${table(
  [words.package.model, words.report.records, ...RESULTS.map((result) => words.report.result[result])],
  Object.entries(report.byModel)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([model, counts]) => [
      model,
      formats.number(counts.records),
      ...RESULTS.map((result) => formats.number(counts[result])),
    ]),
)}
<footer>${escapeHtml(words.report.sum)}. ${escapeHtml(words.report.madeBy)}.</footer>
</body>
</html>
`;
}

function titleOf(report: RestoreReport, words: Words): string {
  if (report.state === 'dry run') return words.report.dryRun;
  if (!report.verified) return words.report.notVerified;
  return report.state === 'completed' ? words.report.completed : words.report.findings;
}

function factsOf(report: RestoreReport, words: Words): readonly (readonly [string, string])[] {
  const { formats } = words;
  const { files } = report;
  return [
    [
      words.report.verified,
      report.verified ? words.report.verifiedYes(report.fieldsCompared) : words.report.verifiedNo,
    ],
    [
      words.report.filesTitle,
      (['copied', 'unchanged', 'skipped', 'failed'] as const)
        .map((result) => `${formats.number(files[result])} ${words.report.fileResult[result]}`)
        .join(', '),
    ],
    [words.report.package, report.package.path],
    [words.report.checksum, report.package.sha256 ?? words.common.none],
    [words.report.target, report.target],
    [words.report.storage, report.storageRoot ?? words.report.noStorage],
    [words.report.started, formats.time(report.startedAt)],
    [words.report.duration, formats.duration(report.durationMs / 1000)],
  ];
}

function notRestored(report: RestoreReport, words: Words): string {
  if (report.notRestored.length === 0) return '';
  const all = report.skipped - report.notSelected + report.failed;
  const first =
    report.notRestored.length < all
      ? `<p>${escapeHtml(words.report.notRestoredFirst(report.notRestored.length, all))}</p>`
      : '';
  const rows = report.notRestored.map((record) => [
    words.formats.number(record.record + 1),
    record.model,
    record.name,
    words.report.result[record.result],
    record.reason,
  ]);
  const { columns } = words.preview;
  return `<h2>${escapeHtml(words.report.notRestored(all))}</h2>${first}${table(
    [columns.record, columns.model, columns.name, columns.outcome, words.report.reason],
    rows,
  )}`;
}

function problems(report: RestoreReport, words: Words): string {
  if (report.problems.length === 0) return '';
  const items = report.problems.map(
    ({ severity, message, advice }) =>
      `<li><b>${escapeHtml(words.severity[severity])}</b> ${escapeHtml([message, advice].filter(Boolean).join(' '))}</li>`,
  );
  return `<h2>${escapeHtml(words.report.problems)}</h2><ul>${items.join('')}</ul>`;
}

function conflicts(report: RestoreReport, words: Words): string {
  if (report.conflicts.length === 0) return '';
  return `<h2>${escapeHtml(words.report.conflicts)}</h2>${definitions(
    report.conflicts.map((conflict) => [
      `${words.preview.classes[conflict.class]} (${words.formats.number(conflict.count)})`,
      words.preview.decision[conflict.decision],
    ]),
  )}`;
}

function definitions(facts: readonly (readonly [string, string])[]): string {
  return `<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const header = head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`);
  return `<table><thead><tr>${header}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `
:root{color-scheme:light dark;--line:#dfe3e9;--quiet:#525b69;--good:#1d7a46;--look:#8f5700}
@media(prefers-color-scheme:dark){:root{--line:#2f343d;--quiet:#aab2bf;--good:#74cf98;--look:#eab566}}
body{font:14px/1.5 system-ui,sans-serif;max-width:1000px;margin:32px auto;padding:0 24px;font-variant-numeric:tabular-nums}
h1{font-size:22px}h2{font-size:15px;margin:28px 0 8px}
.good{color:var(--good)}.look{color:var(--look)}
.sum span{margin-right:20px}.sum b{font-size:18px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:0}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid var(--line);padding:4px 10px 4px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{color:var(--quiet);font-weight:600}footer{margin-top:32px;color:var(--quiet);font-size:12px}
@media print{body{margin:0;max-width:none}}`;
