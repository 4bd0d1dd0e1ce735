import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, sha256 } from '../engine/testing/build-package.ts';
import { basics, document } from '../engine/testing/sample-records.ts';
import { fillEmbedded, runProcess } from './testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-export-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...words: readonly string[]) =>
  runProcess([...words, '--target', 'embedded:out', '--quiet'], {
    EDMS_BACKUP_HOME: path.join(folder, 'home'),
    EDMS_TARGET: undefined,
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
    await fillEmbedded(path.join(folder, 'home'), 'out', first);
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
    expect(text.out).toContain('1 records of embedded:out');

    await rm(path.join(folder, 'home', 'targets', 'out', 'storage', 'documents', 'a.txt'));
    const lacking = await run('export', path.join(folder, 'lacking.zip'), '--json');
    expect(lacking.status).toBe(3);
    expect(JSON.parse(lacking.out).problems).toMatchObject([{ code: 'FILE_MISSING' }]);
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);

    const jobs = await runProcess(['jobs', '--search', 'export', '--json'], {
      EDMS_BACKUP_HOME: path.join(folder, 'home'),
    });
    const states = JSON.parse(jobs.out).jobs.map((job: { kind: string; state: string }) => [
      job.kind,
      job.state,
    ]);
    expect(states.filter(([kind]: readonly string[]) => kind === 'export')).toEqual([
      ['export', 'completed with findings'],
      ['export', 'completed'],
      ['export', 'failed'],
      ['export', 'completed'],
    ]);
  }, 120_000);
});
