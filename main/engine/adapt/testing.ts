import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openTarget } from '../database/open-target.ts';
import type { Target } from '../database/target.ts';
import { type FreshTarget, freshTarget, type TargetKind } from '../database/testing.ts';
import { type Scene, sceneOver } from '../testing/scene.ts';

/** Versions of the EDMS that a test's database can have; `present` is the map's. */
export const schemaVersions = ['present', 'next'] as const;
export type SchemaVersion = (typeof schemaVersions)[number];

/** Gives `work` an initialised, empty EDMS database of a version and either kind, and takes it away afterwards. */
export async function withFreshVersion<T>(
  version: SchemaVersion,
  kind: TargetKind,
  work: (target: Target, fresh: FreshTarget) => Promise<T>,
): Promise<T> {
  return withChangedSchema(kind, version === 'next' ? await nextStatements() : [], work);
}

/** Gives `work` a fresh database of the present version whose schema these statements have changed. */
export async function withChangedSchema<T>(
  kind: TargetKind,
  statements: readonly string[],
  work: (target: Target, fresh: FreshTarget) => Promise<T>,
): Promise<T> {
  const fresh = await freshTarget(kind);
  try {
    if (statements.length === 0) return await work(fresh.target, fresh);
    await fresh.target.write(async (sql) => {
      for (const statement of statements) await sql.execute(statement);
    });
    await fresh.target.close();
    // The schema is read when a connection is made.
    const changed = await openTarget(fresh.address, { home: fresh.home });
    try {
      return await work(changed, { ...fresh, target: changed });
    } finally {
      await changed.close();
    }
  } finally {
    await fresh.remove();
  }
}

/** A scene (`testing/scene.ts`) over a database of a version, or over one that statements have changed. */
export async function withVersionScene<T>(
  schema: SchemaVersion | readonly string[],
  kind: TargetKind,
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-scene-'));
  const over = (target: Target) => work(sceneOver(target, folder));
  try {
    return await (typeof schema === 'string'
      ? withFreshVersion(schema, kind, over)
      : withChangedSchema(kind, schema, over));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A line of a side file. */
export interface SideLine {
  readonly record: number;
  readonly model: string;
  readonly key: string;
  readonly why: string;
  readonly whole?: unknown;
  readonly fields?: { readonly [field: string]: unknown };
  readonly row?: unknown;
  readonly text?: string;
}

/** The lines of a side file behind its header; none where there is no file. */
export async function readSideFile(file: string | null): Promise<readonly SideLine[]> {
  if (file === null) return [];
  const [, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map((line): SideLine => JSON.parse(line));
}

/** The statements of `prisma/versions/next.sql`. */
export async function nextStatements(): Promise<readonly string[]> {
  const text = await readFile(path.resolve('prisma', 'versions', 'next.sql'), 'utf8');
  return text
    .replace(/^--.*$/gm, '')
    .split(/;$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
