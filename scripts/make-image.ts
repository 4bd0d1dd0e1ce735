import path from 'node:path';
import { makeEmbeddedImage } from '../main/engine/database/embedded-image.ts';

/** `npm run image`: makes the image of the embedded database, which the build ships beside the bundles. */
makeEmbeddedImage(path.resolve('dist', 'embedded', 'empty-edms.tar.gz')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
