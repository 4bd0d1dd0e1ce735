/** What a table of a snapshot holds under one key: a record (or a file) as JSON on one line; null where it is gone. */
export interface Line {
  /** JSON of the primary key, or of a path. */
  readonly key: string;
  readonly text: string | null;
  /** What the database said of the row, where that is wanted and known; it stands beside the lines (`row-hashes.ts`). */
  readonly hash?: bigint | undefined;
}

/** A line of what is there. */
export type TextLine = Line & { readonly text: string };

const GONE = '-';

/** A block: one line after the other, `key`, a tab, the text. Neither holds a tab or the end of a line: both are JSON. */
export function encodeBlock(lines: readonly Line[]): Buffer {
  return Buffer.from(lines.map(({ key, text }) => `${key}\t${text ?? GONE}\n`).join(''));
}

const TAB = 0x09;
const END = 0x0a;

/**
 * The lines of a block, or those whose keys are wanted: the text of others costs nothing. Error: throws where the bytes
 * are no block.
 */
export function decodeBlock(block: Buffer, isWanted: (key: string) => boolean = () => true): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0, end = 0; start < block.length; start = end + 1) {
    end = block.indexOf(END, start);
    if (end < 0) throw new Error('A block ends in the middle of a line.');
    const tab = block.indexOf(TAB, start);
    if (tab <= start || tab > end) throw new Error('A line of a block has no key.');
    const key = block.toString('utf8', start, tab);
    if (!isWanted(key)) continue;
    const text = block.toString('utf8', tab + 1, end);
    lines.push({ key, text: text === GONE ? null : text });
  }
  return lines;
}
