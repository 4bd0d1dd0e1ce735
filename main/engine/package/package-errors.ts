import { EngineError, type ErrorCode } from '../errors.ts';
import type { Place, Problem } from '../problems.ts';

const NOTHING_CHANGED = 'Nothing was changed.';
const BEFORE_IS_READABLE = 'Everything before that place can be read; nothing was changed.';

/** What may be unpacked from a package at most, and how far a container's claims are believed. */
export interface PackageLimits {
  /** Entries of one container. */
  readonly entries: number;
  /** Bytes of all entries together, unpacked. */
  readonly bytes: number;
  /** Bytes that come out for each byte that went in, once more than `ratioFrom` bytes have come out. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/**
 * Real packages unpack to 2 to 20 times their size; deflate's own limit is 1,032. 512 GiB is more than the
 * storage of any known EDMS.
 */
export const PACKAGE_LIMITS: PackageLimits = {
  entries: 2_000_000,
  bytes: 512 * 1024 ** 3,
  ratio: 250,
  ratioFrom: 256 * 1024 ** 2,
};

export type ProblemListener = (problem: Problem) => void;

export function packageError(
  code: ErrorCode,
  message: string,
  advice: string,
  where: Place,
  more: { readonly consequence?: string; readonly cause?: unknown } = {},
): EngineError {
  const details = more.cause instanceof Error ? more.cause.message : undefined;
  return new EngineError(
    {
      code,
      message,
      consequence: more.consequence ?? NOTHING_CHANGED,
      advice,
      where,
      ...(details === undefined ? {} : { details }),
    },
    more.cause,
  );
}

/** The package ends before it is complete. */
export function truncated(message: string, where: Place, cause?: unknown): EngineError {
  const advice = 'Copy or download the package again; compare its size with the original.';
  return packageError('PACKAGE_TRUNCATED', message, advice, where, {
    consequence: BEFORE_IS_READABLE,
    cause,
  });
}

/** The package's bytes are not what they were when it was written. */
export function damaged(message: string, where: Place, cause?: unknown): EngineError {
  const advice = 'Copy or download the package again, or ask for a new export.';
  return packageError('PACKAGE_DAMAGED', message, advice, where, { consequence: BEFORE_IS_READABLE, cause });
}

/** The package unpacks to more than anybody's EDMS. */
export function tooLarge(message: string, where: Place): EngineError {
  const advice = 'Do not use this file unless you know where it comes from.';
  return packageError('PACKAGE_TOO_LARGE', message, advice, where, {
    consequence: 'Reading was stopped. Nothing was changed.',
  });
}

/** Turns an error of the file system at `path` into one that a person can act on. */
export function fileError(error: unknown, path: string): EngineError {
  if (error instanceof EngineError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const where = { entry: path };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return packageError('PACKAGE_NOT_FOUND', 'There is no such file or folder.', 'Check the path.', where, {
      cause: error,
    });
  }
  const message =
    code === 'EACCES' || code === 'EPERM'
      ? 'You are not allowed to read it.'
      : 'It cannot be read from the disk.';
  const advice = 'Copy it to a local folder that you can read, and open it there.';
  return packageError('PACKAGE_NOT_READABLE', message, advice, where, { cause: error });
}

/** Turns an error of zlib into {@link truncated} or {@link damaged}. */
export function inflateError(error: unknown, where: Place): EngineError {
  if (error instanceof EngineError) return error;
  if (error instanceof Error && 'syscall' in error) return fileError(error, where.entry ?? '');
  const text = error instanceof Error ? error.message : String(error);
  if (/unexpected end|premature close/i.test(text)) {
    return truncated('The compressed data ends too early.', where, error);
  }
  return damaged('The compressed data is damaged.', where, error);
}
