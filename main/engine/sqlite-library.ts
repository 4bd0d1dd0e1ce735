import { createRequire } from 'node:module';
import type Library from 'libsql';

/**
 * SQLite's library writes every statement to standard output where the environment's `RUST_LOG` asks for it, be it for
 * another program. What it listens to is settled as it is loaded, which an `import` would do before anything else.
 */
delete process.env.RUST_LOG;

/** SQLite; types come from `libsql` itself. */
export const Database: typeof Library = createRequire(import.meta.url)('libsql');
