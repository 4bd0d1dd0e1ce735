import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import { inspectPackage } from '../package/inspect.ts';
import { sha256 } from '../testing/build-package.ts';
import { basics, document } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { type ExportOptions, exportTarget } from './export-target.ts';

const request = (file: string, more: Partial<ExportOptions> = {}): ExportOptions => ({
  path: file,
  ...{ format: 'package', keys: 'natural', canonical: false, select: [], storageRoot: null },
  ...more,
});

const free = (freeBytes: number) => async () => ({ freeBytes, totalBytes: 1e12 });

describe.each(targetKinds)('the room for an export of a %s database', (kind) => {
  it('grows with the tables in every format, and is never wanted where the export fits', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), document('D-1')]);
      await scene.run(
        `insert into audit_trail select (jsonb_populate_record(null::audit_trail, to_jsonb(a) || jsonb_build_object('id', n + 1000, 'uuid', gen_random_uuid()))).*
           from generate_series(1, 20000) n,
                lateral (select * from audit_trail order by id limit 1) a`,
      );
      const names = [
        ...['x.zip', 'x.tar.gz', 'x.json', 'x.json.gz', 'x.ndjson', 'x.csv.zip', 'x.sqlite'],
        ...(kind === 'server' ? ['x.dump'] : []),
      ];
      for (const name of names) {
        const folder = await scene.folder();
        const format = FORMATS[name.slice(2)] ?? 'package';
        const run = (freeBytes: number) =>
          exportTarget(
            scene.target,
            request(path.join(folder, name), { format, diskSpace: free(freeBytes) }),
          );
        await expect(run(900), name).rejects.toMatchObject({
          plain: { code: 'STORAGE_FULL', message: expect.stringContaining('and 900 B are free') },
        });
        const { bytes } = await run(1e9);
        if (format === 'package') {
          // The records lie deflated beside the archive on the way.
          const twice = path.join(folder, `twice.${name.slice(2)}`);
          await exportTarget(scene.target, request(twice, { format, diskSpace: free(2 * bytes) }));
        }
        if (!STREAMED.test(name)) continue;
        const again = path.join(folder, `again.${name.slice(2)}`);
        // Refusing what would have fitted is worse than a disk that turns out to be too small.
        const tight = await exportTarget(scene.target, request(again, { format, diskSpace: free(bytes) }));
        // The archive of pg_dump is mostly the text of the tables' own statements here, which no row makes.
        if (name !== 'x.dump') expect(tight.problems, name).toMatchObject([{ code: 'SPACE_TIGHT' }]);
      }
    }));
});

describe.each(kindsAboveSql)('the room for an export of a %s database', (kind) => {
  it('is looked at before: too little is refused, little is told', () =>
    withScene(kind, async (scene) => {
      await scene.restore(basics());
      const storageRoot = await scene.folder();
      await writeFile(path.join(storageRoot, 'a.docx'), randomBytes(3_000_000));
      const folder = await scene.folder();
      const file = path.join(folder, 'all.zip');
      await expect(
        exportTarget(scene.target, request(file, { storageRoot, diskSpace: free(1_000_000) })),
      ).rejects.toMatchObject({
        plain: { code: 'STORAGE_FULL', message: expect.stringContaining('at the very least') },
      });
      expect(await readdir(folder)).toEqual([]);
      const tight = await exportTarget(
        scene.target,
        request(file, { storageRoot, diskSpace: free(5_000_000) }),
      );
      expect(tight.problems).toMatchObject([{ code: 'SPACE_TIGHT', severity: 'note' }]);
      const roomy = await exportTarget(
        scene.target,
        request(`${file}.zip`, { storageRoot, diskSpace: free(100_000_000) }),
      );
      expect(roomy.problems).toEqual([]);
    }));
});

/** What goes into its file at once, with nothing beside it on the way. */
const STREAMED = /json|dump/;

const FORMATS: { readonly [ending: string]: ExportOptions['format'] } = {
  json: 'fixture',
  'json.gz': 'fixture',
  ndjson: 'ndjson',
  'csv.zip': 'csv',
  sqlite: 'sqlite',
  dump: 'pgdump',
};

const PROJECT: { readonly [file: string]: string } = {
  '.env': 'SECRET_KEY=abc\n',
  '.env.workflow': 'MODE=x\n',
  'manage.py': 'password = 1',
  'edms/settings/base.py': "SECRET_KEY = 'abc'\n",
  'edms/settings/dates.py': "TIME_ZONE = 'UTC'\n",
  'edms/settings/mail.py': "URL = 'smtp://edms:geheim@mail.example'\n",
  'edms/views.py': '',
  'node_modules/x/settings.py': 'X = 1',
};

async function project(scene: Scene): Promise<string> {
  const root = await scene.folder();
  for (const [name, content] of Object.entries(PROJECT)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  await symlink('/etc/passwd', path.join(root, 'link.env'));
  return root;
}

describe("the EDMS's configuration in a package", () => {
  it('holds secrets only when they are asked for, and says what it has', () =>
    withScene('server', async (scene) => {
      await scene.restore(basics());
      const configuration = await project(scene);
      const folder = await scene.folder();
      const plain = await exportTarget(
        scene.target,
        request(path.join(folder, 'plain.zip'), { configuration }),
      );
      expect(plain.problems).toMatchObject([{ code: 'SECRETS_LEFT_OUT', severity: 'note' }]);
      expect(plain.limits.map(({ id }) => id)).toContain('secrets');
      const zip = await JSZip.loadAsync(await readFile(plain.path));
      const names = Object.keys(zip.files).filter((name) => name.startsWith('configuration/'));
      expect(names.sort()).toEqual([
        'configuration/config_manifest.json',
        'configuration/django_settings/dates.py',
        'configuration/permissions.json',
        'configuration/users.json',
      ]);
      for (const name of names) expect(await zip.file(name)?.async('string')).not.toMatch(/abc|geheim/);
      const manifest = JSON.parse(
        (await zip.file('configuration/config_manifest.json')?.async('string')) ?? '',
      );
      expect(manifest).toMatchObject({ files_backed_up: 1, config_files: [{ contains_secrets: false }] });
      expect(manifest.left_out.map((file: string) => path.relative(configuration, file)).sort()).toEqual([
        '.env',
        '.env.workflow',
        'edms/settings/base.py',
        'edms/settings/mail.py',
      ]);

      const whole = await exportTarget(
        scene.target,
        request(path.join(folder, 'whole.tar.gz'), { configuration, includeSecrets: true }),
      );
      expect(whole.problems).toEqual([]);
      const inspected = await inspectPackage(whole.path, edmsCatalogue(), {
        spoolFolder: folder,
        index: new RecordIndex(edmsCatalogue()),
      });
      try {
        expect(inspected.inspection.problems).toEqual([]);
        expect(JSON.stringify(inspected.inspection)).not.toMatch(/abc|geheim/);
        expect(inspected.inspection.metadata?.components).toContainEqual({
          name: 'configuration',
          included: true,
        });
      } finally {
        await inspected.spool?.close();
        await inspected.source.close();
      }
      const both = await exportTarget(
        scene.target,
        request(path.join(folder, 'whole.zip'), { configuration, includeSecrets: true }),
      );
      const all = await JSZip.loadAsync(await readFile(both.path));
      const listed = JSON.parse(
        (await all.file('configuration/config_manifest.json')?.async('string')) ?? '',
      );
      expect(
        listed.config_files.map(
          (file: { backup_name: string; contains_secrets: boolean; checksum: string }) => [
            file.backup_name,
            file.contains_secrets,
            file.checksum,
          ],
        ),
      ).toEqual([
        ['environment_variables.env', true, sha256(PROJECT['.env'] ?? '')],
        ['workflow_environment.env', true, sha256(PROJECT['.env.workflow'] ?? '')],
        ['django_settings/base.py', true, sha256(PROJECT['edms/settings/base.py'] ?? '')],
        ['django_settings/dates.py', false, sha256(PROJECT['edms/settings/dates.py'] ?? '')],
        ['django_settings/mail.py', true, sha256(PROJECT['edms/settings/mail.py'] ?? '')],
      ]);
      expect(await all.file('configuration/environment_variables.env')?.async('string')).toBe(
        PROJECT['.env'],
      );
    }));

  it('is refused where it has no place, and where there is none', () =>
    withScene('server', async (scene) => {
      const folder = await scene.folder();
      for (const more of [
        { format: 'fixture', configuration: folder },
        { format: 'package', configuration: path.join(folder, 'no') },
      ] as const) {
        await expect(exportTarget(scene.target, request(path.join(folder, 'x'), more))).rejects.toMatchObject(
          {
            plain: { code: 'USAGE' },
          },
        );
      }
      const empty = await exportTarget(
        scene.target,
        request(path.join(folder, 'x.zip'), { configuration: folder }),
      );
      expect(empty.problems).toMatchObject([{ code: 'CONFIGURATION_ABSENT', severity: 'warning' }]);
    }));
});
