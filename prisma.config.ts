import { defineConfig } from 'prisma/config';

/** Only `prisma generate` is used (scripts/generate.mjs, for each schema): it needs no database, so none is named here. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
});
