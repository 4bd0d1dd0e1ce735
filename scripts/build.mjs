// Bundles the application into dist/.
// The main process, the engine's process, the command line and the preload script become CommonJS for Node
// 18 (what the oldest Electron we run on has); the window's code is built by vite (see vite.config.ts).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inProject, packageBin, run, runOrFail, SetupError } from './lib/project.mjs';
import { splitCommonJs } from './lib/split-commonjs.mjs';

/** What is bundled for Node, by the path of the bundle in dist/ (without `.js`). */
const nodeEntries = {
  'main/index': 'main/index.ts',
  'main/engine-process': 'main/app/engine-process.ts',
  'cli/index': 'main/cli/index.ts',
};

/**
 * Packages that stay outside the bundles, because they load files that lie beside them: WebAssembly and
 * data of the embedded database, the binaries of the keychain and of the store of jobs. The packaged application
 * carries them as they are.
 */
export const unbundled = ['electron', 'keytar', 'libsql', '@electric-sql/pglite'];

const preloadEntry = { out: 'preload/index', in: inProject('preload', 'index.ts') };

/** Every bundle that esbuild makes, as a path in the project. */
export const bundles = [...Object.keys(nodeEntries), preloadEntry.out].map((entry) => `dist/${entry}.js`);

/**
 * The options of esbuild for the bundles that the application is made of; `npm run dev` watches with the same. They
 * share chunks, which are loaded when they are needed: a command starts in the time that its own code takes.
 *
 * @returns {import('esbuild').BuildOptions}
 */
export function programBundleOptions() {
  const entryPoints = Object.entries(nodeEntries).map(([out, file]) => ({ in: inProject(file), out }));
  return splitCommonJs({ ...nodeBundleOptions(), entryPoints });
}

/**
 * The options of esbuild for something that Node runs, as one file; who uses them says what is bundled.
 *
 * @returns {import('esbuild').BuildOptions}
 */
export function nodeBundleOptions() {
  return {
    outdir: inProject('dist'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
    external: [...unbundled, 'pg-native'],
    sourcemap: true,
    sourcesContent: false,
    // CommonJS has no import.meta; the bundle's own address takes its place.
    define: { 'import.meta.url': '__bundleUrl' },
    // A sandboxed preload script has neither a file name nor Node's modules. SQLite's library writes every statement to
    // standard output where the environment's RUST_LOG asks for it, be it for another program; what it listens to is
    // settled as it is loaded, before any line of ours but these.
    banner: {
      js: "delete process.env.RUST_LOG;\nconst __bundleUrl = typeof __filename === 'string' ? require('node:url').pathToFileURL(__filename).href : '';",
    },
    plugins: [withoutLanguages, withoutCloudflare],
    logLevel: 'silent',
  };
}

/** zod's own messages in fifty languages, which are read and compiled at every start and shown to nobody. */
const withoutLanguages = {
  name: 'without-languages',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    })),
};

/** pg finds out whether it runs in Cloudflare by making a `Response`, for which Node loads all that it has for HTTP. */
const withoutCloudflare = {
  name: 'without-cloudflare',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]pg[\\/]lib[\\/]stream\.js$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace('if (isCloudflareRuntime())', 'if (false)'),
    })),
};

/**
 * The options of esbuild for the preload script: it runs in the window's sandbox, where only electron can be
 * required, and has to be one file.
 *
 * @returns {import('esbuild').BuildOptions}
 */
export function preloadBundleOptions() {
  const { banner, define, ...options } = nodeBundleOptions();
  return { ...options, entryPoints: [preloadEntry], external: ['electron'] };
}

/** Bundles everything that runs in Node and the preload script. Rejects with SetupError that holds esbuild's messages. */
export async function buildMain() {
  const esbuild = await import('esbuild');
  try {
    await Promise.all([esbuild.build(programBundleOptions()), esbuild.build(preloadBundleOptions())]);
  } catch (error) {
    const lines = await esbuild.formatMessages(error.errors ?? [], { kind: 'error', color: false });
    throw new SetupError(lines.length > 0 ? lines.join('\n') : error.message);
  }
}

/** What a shell and `man` get of the command line, by its path below dist/share; made by the command line itself. */
const shellCommands = {
  'man/man1/edms-backup.1': ['man'],
  'bash-completion/completions/edms-backup': ['completion', 'bash'],
  'zsh/site-functions/_edms-backup': ['completion', 'zsh'],
  'fish/vendor_completions.d/edms-backup.fish': ['completion', 'fish'],
};

export const shellFiles = Object.keys(shellCommands).map((file) => `dist/share/${file}`);

/** Writes the manual page and the completions, for which the command line has to be bundled. */
export async function writeShellFiles() {
  for (const [file, words] of Object.entries(shellCommands)) {
    // What Node has to say of itself would be in the middle of it.
    const env = { ...process.env, NODE_NO_WARNINGS: '1' };
    const program = inProject('dist', 'cli', 'index.js');
    const { status, output } = await run(process.execPath, [program, ...words], { env });
    if (status !== 0)
      throw new SetupError(`The command line does not print "${words.join(' ')}":\n${output}`);
    const place = inProject('dist', 'share', file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, output);
  }
}

/** Builds the window's code into dist/renderer. */
export async function buildRenderer() {
  await runOrFail("Building the window's code", process.execPath, [
    packageBin('vite'),
    'build',
    '--logLevel',
    'warn',
  ]);
}
