/** How long a statement of a check may take, in milliseconds: long enough for a busy server. */
export const STATEMENT_LIMIT = 10_000;

/** How long following all references may take: some seconds for every ten million rows. */
export const INTEGRITY_LIMIT = 20_000;
