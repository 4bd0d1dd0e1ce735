import { createHash, pbkdf2, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { argon2Verify, bcryptVerify } from 'hash-wasm';

const derivePbkdf2 = promisify(pbkdf2);

/** What Django 4.2, the EDMS's own, uses for a new password. */
const NEW_ITERATIONS = 600_000;

/**
 * More than any Django has ever used for one password, and less than what would hold a machine up: the table may
 * come from anywhere.
 */
const MOST_ITERATIONS = 10_000_000;
const MOST_MEMORY = 512 * 1024 * 1024;
/** Of argon2: bytes of memory times passes. Django's own is a fifth of it. */
const MOST_ARGON2_WORK = 1024 ** 3;
/** Of scrypt: N times r times p. Django's own is a sixtieth of it. */
const MOST_SCRYPT_WORK = 2 ** 23;
const MOST_BCRYPT_ROUNDS = 14;

type Verify = (password: string, rest: string) => Promise<boolean>;

/**
 * Django's hashers, by the name before the first `$` (django/contrib/auth/hashers.py). `rest` is what comes after
 * it. Hashes of `argon2` older than its version 1.3 are not known.
 */
const ALGORITHMS: { readonly [name: string]: Verify } = {
  pbkdf2_sha256: (password, rest) => verifyPbkdf2('sha256', 32, password, rest),
  pbkdf2_sha1: (password, rest) => verifyPbkdf2('sha1', 20, password, rest),
  scrypt: verifyScrypt,
  argon2: verifyArgon2,
  bcrypt_sha256: verifyBcrypt,
};

/** The names of all hashers that are known. */
export const ALGORITHM_NAMES: readonly string[] = Object.keys(ALGORITHMS);

/**
 * Whether `password` is the one that Django's `users.password` was made from. False for hashes that are unusable
 * (empty, or beginning with `!`), broken or of an unknown kind. The comparison takes the same time wherever the two
 * differ.
 */
export async function verifyPassword(password: string, encoded: string): Promise<boolean> {
  const end = encoded.indexOf('$');
  const verify = end < 0 ? undefined : ownValue(ALGORITHMS, encoded.slice(0, end));
  if (verify === undefined) return false;
  try {
    return await verify(password, encoded.slice(end + 1));
  } catch {
    // Whatever a library says of a broken hash: nobody signs in with it.
    return false;
  }
}

/** Whether anybody could sign in with this hash. */
export function isUsable(encoded: string): boolean {
  return ownValue(ALGORITHMS, encoded.slice(0, Math.max(encoded.indexOf('$'), 0))) !== undefined;
}

/** A new hash of the kind that the EDMS makes itself (`pbkdf2_sha256`). */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex').slice(0, 22);
  const hash = await derivePbkdf2(password, salt, NEW_ITERATIONS, 32, 'sha256');
  return `pbkdf2_sha256$${NEW_ITERATIONS}$${salt}$${hash.toString('base64')}`;
}

async function verifyPbkdf2(
  digest: string,
  length: number,
  password: string,
  rest: string,
): Promise<boolean> {
  const [iterations = '', salt, hash, ...more] = rest.split('$');
  const count = Number(iterations);
  if (!salt || !hash || more.length > 0 || !isWithin(count, MOST_ITERATIONS)) return false;
  return equal(await derivePbkdf2(password, salt, count, length, digest), hash);
}

async function verifyScrypt(password: string, rest: string): Promise<boolean> {
  const [cost = '', salt, blockSize = '', parallelization = '', hash, ...more] = rest.split('$');
  const [N, r, p] = [Number(cost), Number(blockSize), Number(parallelization)];
  if (!salt || !hash || more.length > 0 || ![N, r, p].every((number) => isWithin(number, MOST_ITERATIONS)))
    return false;
  const maxmem = 128 * N * r + 128 * r * (p + 2);
  if (maxmem > MOST_MEMORY || N * r * p > MOST_SCRYPT_WORK) return false;
  const derived = await new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, 64, { N, r, p, maxmem: maxmem * 2 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
  return equal(derived, hash);
}

async function verifyArgon2(password: string, rest: string): Promise<boolean> {
  const [, memory, time, lanes] = /^argon2(?:id|i|d)\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(rest) ?? [];
  if (memory === undefined || Number(memory) * 1024 > MOST_MEMORY) return false;
  if (Number(memory) * 1024 * Number(time) > MOST_ARGON2_WORK) return false;
  if (!isWithin(Number(time), 100) || !isWithin(Number(lanes), 64)) return false;
  return argon2Verify({ password, hash: `$${rest}` });
}

/** The bcrypt of the SHA-256, which lifts the limit of 72 bytes. */
async function verifyBcrypt(password: string, hash: string): Promise<boolean> {
  const [, rounds] = /^\$2[aby]\$(\d\d)\$/.exec(hash) ?? [];
  if (!isWithin(Number(rounds), MOST_BCRYPT_ROUNDS)) return false;
  return bcryptVerify({ password: createHash('sha256').update(password).digest('hex'), hash });
}

function equal(derived: Buffer, base64: string): boolean {
  const expected = Buffer.from(base64, 'base64');
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

function isWithin(number: number, most: number): boolean {
  return Number.isInteger(number) && number > 0 && number <= most;
}

/** Not what an object inherits: a name out of a database may be `constructor`. */
function ownValue<T>(table: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
