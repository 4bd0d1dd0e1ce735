// esbuild splits bundles into chunks only as ES modules, which the oldest Electron cannot start. So it splits them
// first, and each of its outputs becomes CommonJS afterwards.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where the chunks are, below the folder of all bundles; as deep as the bundles, for what looks for files beside them. */
const CHUNKS = 'chunks';

/**
 * The options for bundles of CommonJS that share their code in chunks: a part that is imported with `import()` is read
 * and compiled when it is needed, and what several bundles have is there once.
 *
 * @param {import('esbuild').BuildOptions} options of bundles that are one file of CommonJS each
 * @returns {import('esbuild').BuildOptions}
 */
export function splitCommonJs({ banner, plugins = [], ...options }) {
  return {
    ...options,
    format: 'esm',
    splitting: true,
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    // The second step reads it from there.
    sourcemap: 'inline',
    write: false,
    plugins: [
      ...plugins,
      { name: 'split-commonjs', setup: (build) => writeAsCommonJs(build, { banner, ...options }) },
    ],
  };
}

function writeAsCommonJs({ esbuild, onEnd }, { banner, outdir, target, sourcesContent }) {
  onEnd(async ({ errors, outputFiles }) => {
    if (errors.length > 0) return;
    const outputs = await Promise.all(
      outputFiles.map(async (output) => {
        const { code, map } = await esbuild.transform(withNames(output.text), {
          format: 'cjs',
          platform: 'node',
          target,
          sourcemap: 'external',
          sourcesContent,
          sourcefile: path.basename(output.path),
          banner: banner?.js,
          // A chunk is required where the source says `import()`.
          supported: { 'dynamic-import': false },
        });
        return { file: output.path, code, map };
      }),
    );
    await removeOthers(path.join(outdir, CHUNKS), outputs);
    await Promise.all(outputs.map(writeOutput));
  });
}

/** esbuild gives a CommonJS module that is imported with `import()` a default export alone; it has names as well. */
function withNames(text) {
  return text.replace(/^export default (require_\w+\(\));$/m, 'module.exports = $1;');
}

async function writeOutput({ file, code, map }) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${code}//# sourceMappingURL=${path.basename(file)}.map\n`);
  await writeFile(`${file}.map`, map);
}

/** The chunks of an earlier build have other names. */
async function removeOthers(folder, outputs) {
  const kept = new Set(outputs.flatMap(({ file }) => [file, `${file}.map`]));
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    if (!kept.has(file)) await rm(file, { force: true });
  }
}
