import Database from 'libsql';
import { EngineError, withoutSecrets } from '../engine/errors.ts';

/** Whether an error says that the file itself is broken, or no SQLite file at all. */
export function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

/** Turns what SQLite or the file system threw into what a person is told. Errors of our own stay as they are. */
export function told(error: unknown, file: string): Error {
  if (error instanceof EngineError) return error;
  const details = withoutSecrets(error instanceof Error ? error.message : String(error)).slice(0, 500);
  return new EngineError(
    {
      code: 'JOBS_STORE_UNUSABLE',
      message: `The list of jobs cannot be used: ${file}.`,
      consequence: isDamage(error)
        ? 'It is damaged; what the console did to the EDMS is not touched by that.'
        : 'No job was written down, and the schedules, which are kept there, are not done.',
      advice: isDamage(error)
        ? 'Start the console again: it puts the damaged file aside and begins a new one.'
        : 'Check that the file and its folder can be written and that the disk has space.',
      details,
    },
    error,
  );
}
