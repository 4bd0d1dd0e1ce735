import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SAMPLE, writePackage } from './invent/index.ts';

/**
 * Makes `resources/sample/sample_migration_package.tar.gz`, or the package that the first argument names. The
 * content is the same on every run; the bytes of gzip may differ between versions of zlib.
 */
async function makeSample(): Promise<void> {
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  const target = process.argv[2] ?? path.join(root, 'resources/sample/sample_migration_package.tar.gz');
  const written = await writePackage(target, SAMPLE);
  console.log(`${written.path}: ${written.records} records, ${written.files} files`);
}

makeSample().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
