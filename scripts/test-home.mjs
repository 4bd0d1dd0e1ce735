// Set-up of vitest: the console's own folder is a temporary one, so that no test writes into a person's.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export default function provideTestHome() {
  const before = process.env.EDMS_BACKUP_HOME;
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'edms-test-home-'));
  process.env.EDMS_BACKUP_HOME = home;
  return () => {
    if (before === undefined) delete process.env.EDMS_BACKUP_HOME;
    else process.env.EDMS_BACKUP_HOME = before;
    fs.rmSync(home, { recursive: true, force: true });
  };
}
