import type Database from 'libsql';

/**
 * Runs `work` in one transaction, which is taken back when it throws. `immediate` for what writes: it waits for
 * its turn at the beginning, where waiting is still possible.
 */
export function inTransaction<T>(
  database: Database.Database,
  mode: 'deferred' | 'immediate',
  work: () => T,
): T {
  database.exec(`begin ${mode}`);
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    // A full disk has ended it already, and the second error would hide the first.
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
}
