import os from 'node:os';

/** The name under which the operating system knows who runs the console. */
export function osUser(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A user number without an entry in the system's list, as containers have them.
    return process.env.USER ?? process.env.USERNAME ?? `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
