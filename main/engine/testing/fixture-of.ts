import { buffer } from 'node:stream/consumers';
import { openPackage } from '../package/open-package.ts';
import { PACKAGE_PATHS } from '../package/package.ts';

/** The text of a package's fixture. */
export async function fixtureOf(file: string): Promise<string> {
  const source = await openPackage(file, { onProblem: () => undefined });
  try {
    for await (const entry of source.entries())
      if (entry.path === PACKAGE_PATHS.fixture) return (await buffer(entry.content())).toString();
  } finally {
    await source.close();
  }
  throw new Error('The package has no fixture');
}
