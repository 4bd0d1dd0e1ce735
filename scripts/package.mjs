// `npm run package [-- TARGET …]`: the application as it is shipped, into release/. Without a target an
// unpacked folder for this system; targets are electron-builder's (AppImage, deb, nsis, dmg).
import { rmSync } from 'node:fs';
import path from 'node:path';
import { inProject, main, SetupError } from './lib/project.mjs';
import { setUp } from './setup.mjs';

main(async () => {
  const targets = process.argv.slice(2);
  const electron = await setUp({ window: true });
  if (electron.origin === 'test runtime' && targets.some((target) => target !== 'dir')) {
    throw new SetupError('A release is made with the official Electron, which could not be downloaded here.');
  }
  const { build, Platform } = await import('electron-builder');
  await build({
    projectDir: inProject(),
    publish: 'never',
    targets: Platform.current().createTarget(targets.length > 0 ? targets : ['dir']),
    config: {
      extends: 'electron-builder.yml',
      electronDist: electron.dist,
      electronVersion: electron.version,
      electronFuses: await fuses(electron),
      // What the test runtime carries besides Electron: its link to this project, our notes about it.
      afterExtract: ({ appOutDir }) => {
        for (const name of ['resources/app', 'complete']) rmSync(path.join(appOutDir, name), { force: true });
      },
    },
  });
});

/** The fuses that depend on the system or on Electron's version; the others are in electron-builder.yml. */
async function fuses({ executable }) {
  const { FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses');
  const wire = await getCurrentFuseWire(executable);
  const known = (fuse) => wire[fuse] !== undefined;
  const linux = process.platform === 'linux';
  return {
    // On Linux the command line runs the program as Node, because Chromium does not start without a display.
    runAsNode: linux,
    enableEmbeddedAsarIntegrityValidation: !linux,
    // The page is served from a scheme of its own, so file: needs no privileges; older Electrons lack this fuse.
    ...(known(FuseV1Options.GrantFileProtocolExtraPrivileges)
      ? { grantFileProtocolExtraPrivileges: false }
      : {}),
  };
}
