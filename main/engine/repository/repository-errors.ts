import { EngineError } from '../errors.ts';

const UNTOUCHED = 'Nothing was changed.';

/** A file of the repository, or what it should hold, is not what it was when it was written. */
export function damagedError(file: string, what: string, cause?: unknown): EngineError {
  return new EngineError(
    {
      code: 'REPOSITORY_DAMAGED',
      message: `${file} is damaged: ${what}.`,
      consequence: 'What depends on it cannot be read; all other content of the repository can.',
      advice: 'Check the repository to see which snapshots are affected, then repair it.',
      details: file,
    },
    cause,
  );
}

export function notFoundError(place: string): EngineError {
  return new EngineError({
    code: 'REPOSITORY_NOT_FOUND',
    message: `${place} is no repository of snapshots.`,
    consequence: UNTOUCHED,
    advice: 'Check the path, and whether the disk or share that it lies on is there.',
  });
}

export function newerError(place: string, version: number): EngineError {
  return new EngineError({
    code: 'REPOSITORY_NEWER',
    message: `${place} has version ${version} of the layout; this console knows version 1.`,
    consequence: UNTOUCHED,
    advice: 'Use the newer console that made it.',
  });
}

export function occupiedError(place: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: `${place} is not empty.`,
    consequence: UNTOUCHED,
    advice: 'Choose an empty folder, or one that is not there yet.',
  });
}

export function keyNeededError(place: string): EngineError {
  return new EngineError({
    code: 'ENCRYPTION_KEY_NEEDED',
    message: `${place} is encrypted, and no key was given.`,
    consequence: UNTOUCHED,
    advice: 'Give its passphrase, the recovery key, or the identity of one of its recipients.',
  });
}

export function keyWrongError(place: string): EngineError {
  return new EngineError({
    code: 'ENCRYPTION_KEY_WRONG',
    message: `The key that was given does not open ${place}.`,
    consequence: UNTOUCHED,
    advice: 'Check passphrase or identity. If a key file was damaged, the recovery key still opens it.',
  });
}

/** Puts an error of the file system into words; others are left as they are. */
export function storageError(error: unknown, place: string): unknown {
  const code = codeOf(error);
  if (error instanceof EngineError || typeof code !== 'string') return error;
  const details = error instanceof Error ? error.message : String(error);
  const consequence = 'The work was stopped. The snapshots that are in the repository stay as they are.';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new EngineError(
      {
        code: 'STORAGE_FULL',
        message: `There is no space left on the disk for ${place}.`,
        consequence,
        advice: 'Make room on it. Removing snapshots and pruning frees more, and itself needs a little room.',
        details,
      },
      error,
    );
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new EngineError(
      {
        code: 'STORAGE_NOT_FOUND',
        message: `${place} is not there.`,
        consequence,
        advice: 'Check whether the disk or share is connected; if it is, check the repository.',
        details,
      },
      error,
    );
  return new EngineError(
    {
      code: 'STORAGE_NOT_WRITABLE',
      message: `${place} cannot be read or written.`,
      consequence,
      advice: 'Check the rights to the folder and the disk that it lies on.',
      details,
    },
    error,
  );
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
