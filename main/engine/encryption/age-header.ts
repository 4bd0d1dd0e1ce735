import { encryptionDamaged } from './encryption-errors.ts';

/** How something is encrypted, as its header says to everybody. */
export interface EncryptionFacts {
  readonly by: 'passphrase' | 'recipients';
  /** How many recipients it is encrypted for; 0 with a passphrase. */
  readonly recipients: number;
  /** Written as lines of text (PEM). */
  readonly armored: boolean;
}

const VERSION = 'age-encryption.org/v1\n';
const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';
const ARMOR_END = '-----END AGE ENCRYPTED FILE-----';
/** More recipients than anybody has; a header without an end must not fill the memory. */
const MOST_HEADER = 1024 * 1024;
/** Any number of these is added by other programs to keep readers tolerant. */
const GREASE = /-grease$/;

/** Whether bytes are the beginning of something that age encrypted, armored or not. */
export function isAge(head: Buffer): boolean {
  return startsWith(head, VERSION) || isArmored(head);
}

/** What the header says. Errors: `ENCRYPTION_DAMAGED` (it is not whole, or no header). */
export function ageFacts(header: Buffer, armored: boolean): EncryptionFacts {
  const kinds = [...header.toString('latin1').matchAll(/^-> (\S+)/gm)].map(([, kind]) => kind ?? '');
  const by = kinds.includes('scrypt') ? 'passphrase' : 'recipients';
  const recipients = by === 'passphrase' ? 0 : kinds.filter((kind) => !GREASE.test(kind)).length;
  return { by, recipients, armored };
}

/** Takes the header off what `next` gives; `rest` are the bytes behind it that came with it. */
export async function takeHeader(
  next: () => Promise<Buffer | null>,
): Promise<{ readonly header: Buffer; readonly rest: Buffer }> {
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const end = headerEnd(bytes);
    if (end !== null) return { header: bytes.subarray(0, end), rest: bytes.subarray(end) };
    if (bytes.length > MOST_HEADER) throw encryptionDamaged('The header of its encryption has no end.');
    const piece = await next();
    if (piece === null) throw encryptionDamaged('It ends inside the header of its encryption.');
    bytes = Buffer.concat([bytes, piece]);
  }
}

/** Offset behind the last line of the header (`--- MAC`). */
function headerEnd(bytes: Buffer): number | null {
  const last = bytes.indexOf('\n--- ');
  const end = last < 0 ? -1 : bytes.indexOf('\n', last + 1);
  return end < 0 ? null : end + 1;
}

/** The bytes inside armor, piece by piece; what is not armored comes as it is. */
export async function* unarmored(input: AsyncIterable<Buffer>, told: (armored: boolean) => void) {
  let armored: boolean | null = null;
  let text = '';
  let ended = false;
  for await (const piece of input) {
    if (armored === null) {
      armored = isArmored(piece);
      told(armored);
    }
    if (!armored) {
      yield piece;
      continue;
    }
    if (text.length > MOST_HEADER) throw badArmor();
    const lines = (text + piece.toString('latin1')).split(/\r?\n/);
    text = lines.pop() ?? '';
    const [bytes, end] = decodeLines(lines, ended);
    ended = end;
    if (bytes.length > 0) yield bytes;
  }
  if (!armored) return;
  const [bytes, end] = decodeLines([text], ended);
  if (bytes.length > 0) yield bytes;
  if (!end) throw encryptionDamaged('It ends before the last line of its text form.');
}

function decodeLines(lines: readonly string[], endedBefore: boolean): readonly [Buffer, boolean] {
  let ended = endedBefore;
  const pieces: Buffer[] = [];
  for (const line of lines) {
    const bare = line.trim();
    if (bare === '' || (bare === ARMOR && !ended)) continue;
    if (ended || (bare !== ARMOR_END && !/^[A-Za-z0-9+/]{1,64}={0,2}$/.test(bare))) throw badArmor();
    if (bare === ARMOR_END) ended = true;
    else pieces.push(Buffer.from(bare, 'base64'));
  }
  return [Buffer.concat(pieces), ended];
}

function badArmor(): Error {
  return encryptionDamaged('A line of its text form is none that age writes.');
}

function isArmored(head: Buffer): boolean {
  return startsWith(head, ARMOR);
}

function startsWith(head: Buffer, text: string): boolean {
  return head.length >= text.length && head.toString('latin1', 0, text.length) === text;
}
