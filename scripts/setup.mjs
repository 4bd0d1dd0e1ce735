// Sets the project up: everything that is missing or out of date, and nothing else.
// `node scripts/setup.mjs [build|test]`: all that the window needs; `build` stops after the bundles.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildMain, buildRenderer } from './build.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { ensureElectron } from './lib/electron.mjs';
import { exclusively, hashOf, inProject, main, runOrFail, step } from './lib/project.mjs';
import { ensureSystemPackages } from './lib/system.mjs';

/**
 * Sets up what is asked for, on top of dependencies, generated code and bundles.
 *
 * @param {{electron?: boolean, renderer?: boolean, system?: readonly string[]}} wanted `system` names the
 *   purposes of system packages (see lib/system.mjs).
 * @returns what `ensureElectron` found, when Electron was wanted
 */
export function setUp({ electron = false, renderer = electron, system = [] } = {}) {
  return exclusively(async () => {
    if (system.length > 0) await ensureSystemPackages(system);
    await installDependencies();
    await generate();
    await bundle({ renderer });
    return electron ? ensureElectron() : undefined;
  });
}

/** The Prisma client, the catalogue and the empty database, all from prisma/schema.prisma. */
async function generate() {
  await step({
    name: 'generate',
    title: 'Generating code from prisma/schema.prisma',
    hash: hashOf(['prisma/schema.prisma', 'prisma/generator', 'prisma.config.ts', 'package-lock.json']),
    outputs: ['main/engine/catalogue/generated', 'main/engine/database/generated'],
    work: () => runOrFail('prisma generate', process.execPath, [inProject('scripts', 'generate.mjs')]),
  });
}

async function bundle({ renderer }) {
  const shared = ['preload', 'tsconfig.json', 'package-lock.json', 'scripts/build.mjs'];
  await step({
    name: 'main',
    title: 'Bundling the application',
    hash: hashOf([...shared, 'main']),
    outputs: ['dist/main/index.js', 'dist/cli/index.js', 'dist/preload/index.js'],
    work: buildMain,
  });
  if (!renderer) return;
  await step({
    name: 'renderer',
    title: "Bundling the window's code",
    hash: hashOf([...shared, 'renderer', 'vite.config.mts']),
    outputs: ['dist/renderer/index.html'],
    work: buildRenderer,
  });
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [what] = process.argv.slice(2);
  main(async () => {
    if (what === 'build') await setUp({ renderer: true });
    else await setUp({ electron: true, system: ['window'] });
  });
}
