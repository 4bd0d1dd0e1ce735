import { figure } from '../engine/figures.ts';
import type { Health } from '../engine/health/health.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { renderTable } from './render.ts';

export function statusOfHealth({ level }: Health): ExitStatus {
  return level === 'ok' ? EXIT.done : EXIT.needsLook;
}

const MOST_TABLES = 10;

export function renderHealth(health: Health): string {
  const width = Math.max(...health.findings.map(({ title }) => title.length));
  const findings = health.findings.flatMap(({ level, title, message, advice, examples }) => [
    `  ${level.padEnd(4)}  ${title.padEnd(width)}  ${message}`,
    ...(level === 'ok' ? [] : [advice, ...examples].map((line) => `  ${' '.repeat(width + 6)}  ${line}`)),
  ]);
  const tables = renderTable(
    ['table', 'rows', 'dead', 'bytes'],
    health.tables
      .slice(0, MOST_TABLES)
      .map(({ table, rows, deadRows, bytes }) => [table, ...[rows, deadRows, bytes].map(figure)]),
  );
  const more = health.tables.length - MOST_TABLES;
  return `${[
    ...findings,
    '',
    `  The database has ${figure(health.databaseBytes)} bytes; its largest tables:`,
    '',
    ...tables,
    ...(more > 0 ? [`  … and ${figure(more)} more: --json lists them all`] : []),
  ].join('\n')}\n`;
}
