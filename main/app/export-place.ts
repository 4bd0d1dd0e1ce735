import path from 'node:path';
import type { ExportEnding, ExportFormat } from '../../preload/contract/types.ts';
import { exportFormatOf, exportNameOf } from '../engine/export/export-format.ts';

/** What an export is called that nobody has named: after the EDMS and the time. */
export function proposedName(target: string, ending: ExportEnding, encrypted: boolean, now: Date): string {
  const [, last = target] = /([^/:\\]+)$/.exec(target.split('?')[0] ?? target) ?? [];
  const edms = last.replace(/[^\w.-]+/g, '-') || 'edms';
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const name = `edms-export-${edms}-${day}-${two(now.getHours())}${two(now.getMinutes())}`;
  return `${name}${ending}${encrypted ? '.age' : ''}`;
}

/**
 * The file that a person means by the name they typed: it gets the ending of its format where the name tells none, or one of
 * another format, and `.age` just when it is encrypted.
 */
export function namedFile(
  typed: string,
  format: ExportFormat,
  ending: ExportEnding,
  encrypted: boolean,
): string {
  const plain = typed.replace(/\.age$/i, '');
  return exportNameOf(formatNamed(plain) === format ? plain : `${plain}${ending}`, encrypted);
}

function formatNamed(file: string): ExportFormat | null {
  try {
    return exportFormatOf(path.basename(file), null);
  } catch {
    return null;
  }
}
