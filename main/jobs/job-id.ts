import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_BITS = 80n;

let last = 0n;

/**
 * A new id: `job_` and a ULID (48 bits of milliseconds, 80 random bits, in Crockford's base 32;
 * https://github.com/ulid/spec). Of one process, each is greater than the one before, also within a millisecond
 * and when the clock is set back.
 */
export function newJobId(now = Date.now()): string {
  const fresh = (BigInt(now) << RANDOM_BITS) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  last = fresh > last ? fresh : last + 1n;
  return `job_${inBase32(last)}`;
}

/** Whether a text has the form of an id. Whatever has it is safe as the name of a folder. */
export function isJobId(text: string): boolean {
  return /^job_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
}

function inBase32(value: bigint): string {
  let text = '';
  for (let rest = value; text.length < 26; rest >>= 5n) text = `${DIGITS[Number(rest & 31n)]}${text}`;
  return text;
}
