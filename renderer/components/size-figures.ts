import type { SourceSize } from '../../preload/contract/types.ts';
import type { Words } from '../../preload/contract/words/words.ts';
import type { Fact } from './Facts.tsx';

/** What there is to be read, in numbers. */
export function sizeFigures(
  size: SourceSize,
  withFiles: boolean,
  { exports, formats }: Words,
): readonly Fact[] {
  const about = size.isRough ? '≈ ' : '';
  return [
    [exports.rows, `${about}${formats.number(size.rows)}`],
    [exports.tables, formats.bytes(size.tableBytes)],
    ...(withFiles
      ? ([
          [exports.storedFiles, formats.number(size.files)],
          [exports.storedBytes, formats.bytes(size.denseBytes + size.looseBytes)],
        ] as const)
      : []),
  ];
}
