// The packages of the lock file, installed when they are not the ones that are there.
import { existsSync, readFileSync } from 'node:fs';
import { inProject, note, npm, run, runOrFail } from './project.mjs';
import { ensureSystemPackages } from './system.mjs';

const keytarBinary = ['node_modules', 'keytar', 'build', 'Release', 'keytar.node'];

/** Installs the dependencies of the lock file; `npm ci` takes away what is there, so only when it differs. */
export async function installDependencies() {
  if (!installedAsLocked()) {
    // Before npm: keytar is optional and compiles while it is installed.
    await ensureSystemPackages(['build']);
    note('Installing dependencies …');
    const [command, args, options] = npm(['ci', '--no-audit', '--no-fund']);
    await runOrFail('npm ci', command, args, options);
  }
  await compileKeytar();
}

/** Whether every package of the lock file is in node_modules in the version that the lock file names. */
function installedAsLocked() {
  const hidden = inProject('node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const { '': _project, ...locked } = JSON.parse(
    readFileSync(inProject('package-lock.json'), 'utf8'),
  ).packages;
  return Object.entries(locked).every(([folder, { version, optional, devOptional }]) => {
    const there = installed[folder];
    return there ? there.version === version : Boolean(optional || devOptional);
  });
}

/** Where packages were installed without running their scripts, the keychain's binary is still to be made. */
async function compileKeytar() {
  if (!existsSync(inProject('node_modules', 'keytar')) || existsSync(inProject(...keytarBinary))) return;
  await ensureSystemPackages(['build']);
  note('Compiling keytar …');
  const [command, args, options] = npm(['rebuild', 'keytar']);
  const built = await run(command, args, options);
  if (built.status === 0 && existsSync(inProject(...keytarBinary))) return;
  note("keytar could not be compiled: passwords cannot be kept in the system's keychain.");
}
