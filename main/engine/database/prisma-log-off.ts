declare global {
  /** What Prisma's debug log listens for; it takes the variable of this name of the environment where nobody has set it. */
  var DEBUG: string | undefined;
}

/**
 * Prisma shows every statement with its values, passwords' hashes among them, to whoever has set the environment's
 * `DEBUG`, be it for another program. To be imported before anything of Prisma: what listens is settled as it is loaded.
 */
globalThis.DEBUG = '';

export {};
