import type { SourceSize } from '../../preload/contract/types.ts';
import type { Words } from '../../preload/contract/words/words.ts';
import type { Fact } from './Facts.tsx';

/** What is to be read. */
export interface SizeParts {
  readonly records: boolean;
  readonly files: boolean;
}

/** What there is to be read, in numbers. */
export function sizeFigures(
  size: SourceSize,
  parts: SizeParts,
  { exports, formats }: Words,
): readonly Fact[] {
  const about = size.isRough ? '≈ ' : '';
  const records: readonly Fact[] = [
    [exports.rows, `${about}${formats.number(size.rows)}`],
    [exports.tables, formats.bytes(size.tableBytes)],
  ];
  const files: readonly Fact[] = [
    [exports.storedFiles, formats.number(size.files)],
    [exports.storedBytes, formats.bytes(size.denseBytes + size.looseBytes)],
  ];
  return [...(parts.records ? records : []), ...(parts.files ? files : [])];
}
