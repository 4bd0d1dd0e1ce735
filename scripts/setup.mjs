// Sets the project up: everything that is missing or out of date, and nothing else.
// `node scripts/setup.mjs`: all that the console needs; `node scripts/setup.mjs build`: without Electron.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildMain, buildRenderer, bundles, shellFiles, writeShellFiles } from './build.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { ensureElectron } from './lib/electron.mjs';
import { exclusively, hashOf, inProject, main, runOrFail, step, together } from './lib/project.mjs';
import { ensureSystemPackages } from './lib/system.mjs';

/**
 * Sets up what is asked for, on top of dependencies, generated code and the embedded database's image.
 *
 * @param {object} wanted
 * @param {boolean} [wanted.programs] what Node runs: main process, engine process, command line, preload script
 * @param {boolean} [wanted.window] the window's code
 * @param {boolean} [wanted.electron] Electron's binary; goes with the window unless said otherwise
 * @param {readonly string[]} [wanted.system] purposes of system packages (see lib/system.mjs)
 * @returns what `ensureElectron` found, when Electron was wanted
 */
export function setUp({ programs = true, window = false, electron = window, system = [] } = {}) {
  return exclusively(async () => {
    await together(installDependencies(), system.length > 0 && ensureSystemPackages(system));
    const [found] = await together(
      electron ? ensureElectron() : undefined,
      window && bundleForWindow(),
      generate().then(() => together(makeImage(), programs && bundleForNode())),
    );
    return found;
  });
}

/** The catalogue and the empty database, from prisma/schema.prisma, and the Prisma client, from prisma/connection.prisma. */
async function generate() {
  await step({
    name: 'generate',
    title: 'Generating code from the schemas in prisma',
    hash: hashOf([
      ...['prisma/schema.prisma', 'prisma/connection.prisma', 'prisma/generator'],
      ...['prisma.config.ts', 'scripts/generate.mjs', 'package-lock.json'],
    ]),
    outputs: ['main/engine/catalogue/generated', 'main/engine/database/generated'],
    work: () => runOrFail('prisma generate', process.execPath, [inProject('scripts', 'generate.mjs')]),
  });
}

/** The image of an empty embedded database, which takes seconds to make and none to unpack. */
async function makeImage() {
  const engine = ['embedded-image.ts', 'init-database.ts'].map((file) => `main/engine/database/${file}`);
  await step({
    name: 'image',
    title: 'Making the image of the embedded database',
    hash: hashOf([
      'prisma/schema.prisma',
      'prisma/generator',
      'scripts/make-image.ts',
      'package-lock.json',
      ...engine,
    ]),
    outputs: ['dist/embedded/empty-edms.tar.gz'],
    work: async () => {
      const script = inProject('scripts', 'make-image.ts');
      await runOrFail('Making the image', process.execPath, ['--import', 'tsx', script]);
    },
  });
}

const bundleInputs = ['preload', 'tsconfig.json', 'package-lock.json', 'scripts/build.mjs'];

async function bundleForNode() {
  await step({
    name: 'bundles',
    title: 'Bundling the application',
    hash: hashOf([...bundleInputs, 'main']),
    outputs: [...bundles, ...shellFiles],
    work: async () => {
      await buildMain();
      await writeShellFiles();
    },
  });
}

async function bundleForWindow() {
  await step({
    name: 'window',
    title: "Bundling the window's code",
    hash: hashOf([...bundleInputs, 'renderer', 'vite.config.mts']),
    outputs: ['dist/renderer/index.html'],
    work: buildRenderer,
  });
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(async () => {
    if (process.argv[2] === 'build') await setUp({ window: true, electron: false });
    else await setUp({ window: true, system: ['window'] });
  });
}
