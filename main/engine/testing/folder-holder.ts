import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

/** A process of its own that makes a temporary folder with something in it, names it, and waits to be killed. */
temporaryFolder('edms-backup-').then((folder) => {
  writeFileSync(path.join(folder, 'rows'), 'what a package holds');
  process.send?.(folder);
  setInterval(() => undefined, 1000);
});
