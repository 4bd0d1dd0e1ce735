// `npm start`: sets up what is missing and opens the console. Where there is no display it does the main job
// in the terminal instead, with the sample package and an embedded database of its own.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { sandboxArguments } from './lib/electron.mjs';
import { inProject, main, note, run, SetupError } from './lib/project.mjs';
import { setUp } from './setup.mjs';

main(() => (hasDisplay() ? openWindow() : restoreSample()));

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

async function openWindow() {
  const electron = await setUp({ window: true, system: ['window'] });
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const args = [...sandboxArguments(), ...electron.appArguments, ...process.argv.slice(2)];
  const { status } = await run(electron.executable, args, { inherit: true, env });
  return status;
}

async function restoreSample() {
  note('There is no display, so the sample package is restored in the terminal, into embedded:sample.');
  await setUp();
  const command = ['restore', samplePackage(), '--target', 'embedded:sample', '--yes'];
  const { status } = await run(process.execPath, [inProject('dist', 'cli', 'index.js'), ...command], {
    inherit: true,
  });
  return status;
}

function samplePackage() {
  const folder = path.join('resources', 'sample');
  const names = readdirSync(inProject(folder)).filter((name) => /\.(tar\.gz|tgz|tar|zip)$/.test(name));
  const [name] = names.sort();
  if (name === undefined) throw new SetupError(`There is no sample package in ${folder}.`);
  return path.join(folder, name);
}
