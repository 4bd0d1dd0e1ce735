// Generates the Prisma client and the engine's catalogue from prisma/schema.prisma.
import { main, packageBin, runOrFail } from './lib/project.mjs';

/**
 * Runs `prisma generate`. Prisma would download its schema engine for any command, though this one does not
 * use it: naming an existing file keeps it from trying, so that it works offline too.
 */
main(async () => {
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...process.env,
  };
  await runOrFail('prisma generate', process.execPath, [packageBin('prisma'), 'generate'], {
    env,
    inherit: true,
  });
});
