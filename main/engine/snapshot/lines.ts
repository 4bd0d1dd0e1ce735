/** What a table of a snapshot holds under one key: a record (or a file) as JSON on one line; null where it is gone. */
export interface Line {
  /** JSON of the primary key, or of a path. */
  readonly key: string;
  readonly text: string | null;
}

const GONE = '-';

/** A block: one line after the other, `key`, a tab, the text. Neither holds a tab or the end of a line: both are JSON. */
export function encodeBlock(lines: readonly Line[]): Buffer {
  return Buffer.from(lines.map(({ key, text }) => `${key}\t${text ?? GONE}\n`).join(''));
}

/** Error: throws where the bytes are no block. */
export function decodeBlock(block: Buffer): readonly Line[] {
  const lines = block.toString('utf8').split('\n');
  if (lines.pop() !== '') throw new Error('A block ends in the middle of a line.');
  return lines.map((line) => {
    const tab = line.indexOf('\t');
    if (tab < 1) throw new Error('A line of a block has no key.');
    const text = line.slice(tab + 1);
    return { key: line.slice(0, tab), text: text === GONE ? null : text };
  });
}
