import type { Health } from '../engine/health/health.ts';
import { type CommandEntry, targetOf, usage } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { renderTable } from './render.ts';

export const healthEntry = {
  usage: ['health --target T [--storage DIR]'],
  help: `Says how an EDMS is: sizes and growth, broken references, sequences behind, documents without files and files without
documents, long transactions, the last backup, space, and the EDMS's own checks. Changes nothing.
  --storage DIR  the folder in which the EDMS keeps its files; a profile can name it, an embedded target has its own

Exit status: 0 all is well, 3 something needs a look.
`,
  options: ['target', 'storage'],
  read: (given) => {
    if (given.operands.length > 0) throw usage('health takes no package.');
    return {
      command: 'health' as const,
      target: targetOf(given),
      storage: given.values.storage ?? null,
    };
  },
} satisfies CommandEntry;

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

function figure(value: number): string {
  return value.toLocaleString('en-US');
}
