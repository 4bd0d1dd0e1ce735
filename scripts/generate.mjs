// Generates the Prisma client, the engine's catalogue and the empty database from prisma/schema.prisma.
import path from 'node:path';
import { inProject, main, packageBin, runOrFail } from './lib/project.mjs';

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
  await runOrFail('prisma generate', process.execPath, [packageBin('prisma'), 'generate'], {
    env,
    inherit: true,
  });
});
