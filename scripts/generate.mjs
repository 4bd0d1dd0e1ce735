// Generates the engine's catalogue and the empty database from prisma/schema.prisma, and the Prisma client from
// prisma/connection.prisma.
import path from 'node:path';
import { inProject, main, packageBin, runOrFail } from './lib/project.mjs';

const schemas = ['prisma/schema.prisma', 'prisma/connection.prisma'];

/**
 * Runs `prisma generate`. Prisma would download its schema engine for any command, though this one does not
 * use it: naming an existing file keeps it from trying, so that it works offline too.
 */
main(async () => {
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...process.env,
    // The schema names a generator of ours by its command, which npm's scripts find and others would not.
    PATH: [inProject('node_modules', '.bin'), process.env.PATH].join(path.delimiter),
  };
  for (const schema of schemas) {
    const words = [packageBin('prisma'), 'generate', '--schema', inProject(schema)];
    await runOrFail('prisma generate', process.execPath, words, { env, inherit: true });
  }
});
