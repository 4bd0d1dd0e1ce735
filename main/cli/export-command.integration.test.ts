import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, sha256 } from '../engine/testing/build-package.ts';
import { basics, document } from '../engine/testing/sample-records.ts';
import { fillEmbedded, type KnownEdms, knownEdms, runProcess } from './testing.ts';

let folder = '';
let edms: KnownEdms;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-export-cli-'));
  edms = await knownEdms(home(), 'out');
});
afterAll(async () => {
  await edms.remove();
  await rm(folder, { recursive: true, force: true });
});

const home = () => path.join(folder, 'home');
const run = (...words: readonly string[]) =>
  runProcess([...words, '--quiet'], {
    EDMS_BACKUP_HOME: home(),
    EDMS_PASSWORD: edms.password,
    EDMS_TARGET: 'out',
  });

describe('export on the command line', () => {
  it('writes what was restored, says so, keeps it among the jobs and replaces nothing', async () => {
    const first = await buildPackage(
      path.join(folder, 'in.zip'),
      [
        ...basics(),
        document('D-1', {
          file_path: 'storage/documents/a.txt',
          file_size: 1,
          file_checksum: sha256('a'),
        }),
      ],
      [{ path: 'documents/a.txt', content: 'a' }],
    );
    await edms.fill(first);
    const out = path.join(folder, 'out.tar.gz');
    const exported = await run('export', out, '--json');
    expect(exported).toMatchObject({ status: 0, err: '' });
    const report = JSON.parse(exported.out);
    expect(report).toMatchObject({ format: 'package', files: 1, problems: [], path: out });
    expect(report.byModel).toMatchObject({ 'documents.document': 1 });
    const bytes = await readFile(out);
    expect([report.sha256, report.bytes]).toEqual([sha256(bytes), bytes.length]);
    if (process.platform !== 'win32') expect((await stat(out)).mode & 0o777).toBe(0o600);
    const inspected = await runProcess(['inspect', out, '--json'], { EDMS_BACKUP_HOME: folder });
    expect(inspected.status).toBe(0);
    expect(JSON.parse(inspected.out)).toMatchObject({ records: report.records, problems: [] });

    expect((await run('export', out)).status).toBe(2);
    expect((await run('export', path.join(folder, 'none.txt'))).status).toBe(2);
    const text = await run('export', path.join(folder, 'part.ndjson'), '--select', 'users.user:author');
    expect(text).toMatchObject({ status: 0 });
    expect(text.out).toContain(`1 records of ${edms.target.label}`);

    await rm(path.join(edms.storage, 'documents', 'a.txt'));
    const lacking = await run('export', path.join(folder, 'lacking.zip'), '--json');
    expect(lacking.status).toBe(3);
    expect(JSON.parse(lacking.out).problems).toMatchObject([{ code: 'FILE_MISSING' }]);
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);

    // Out of an embedded database too, with the files of its own storage.
    await fillEmbedded(home(), 'own', first);
    const own = await run('export', path.join(folder, 'own.zip'), '--json', '--target', 'embedded:own');
    expect(JSON.parse(own.out)).toMatchObject({ files: 1, problems: [] });

    const jobs = await run('jobs', '--search', 'export', '--json');
    const states = JSON.parse(jobs.out).jobs.map((job: { kind: string; state: string }) => [
      job.kind,
      job.state,
    ]);
    expect(states.filter(([kind]: readonly string[]) => kind === 'export')).toEqual([
      ['export', 'completed'],
      ['export', 'completed with findings'],
      ['export', 'completed'],
      ['export', 'failed'],
      ['export', 'completed'],
    ]);
  }, 120_000);
});
