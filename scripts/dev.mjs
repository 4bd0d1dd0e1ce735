// `npm run dev`: the console from the source as it is being written. A change of the window's code reloads
// the window; a change of what Node runs starts the console again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { preloadBundleOptions, programBundleOptions } from './build.mjs';
import { sandboxArguments } from './lib/electron.mjs';
import { main, note, packageBin, root } from './lib/project.mjs';
import { setUp } from './setup.mjs';

main(async () => {
  const electron = await setUp({ window: true, system: ['window'] });
  const vite = spawn(process.execPath, [packageBin('vite'), 'build', '--watch', '--no-emptyOutDir'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { restart, closed } = runner(electron);
  const esbuild = await import('esbuild');
  const plugins = [
    {
      name: 'restart',
      setup: (build) => build.onEnd(({ errors }) => errors.length > 0 || restart()),
    },
  ];
  const contexts = await Promise.all(
    [programBundleOptions(), preloadBundleOptions()].map((options) =>
      esbuild.context({
        ...options,
        logLevel: 'warning',
        // After what the bundles themselves need: they are written by then.
        plugins: [...(options.plugins ?? []), ...plugins],
      }),
    ),
  );
  await Promise.all(contexts.map((context) => context.watch()));
  const status = await closed;
  vite.kill();
  await Promise.all(contexts.map((context) => context.dispose()));
  return status;
});

/** Keeps one console running; `closed` resolves when the person closes it. */
function runner(electron) {
  // The window watches its own code where this is set.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = { ...process.env, EDMS_RELOAD: '1' };
  const args = [...sandboxArguments(), ...electron.appArguments, ...process.argv.slice(2)];
  let running;
  let finish;
  const closed = new Promise((resolve) => {
    finish = resolve;
  });
  const start = async () => {
    if (running) {
      note('The application changed; starting it again …');
      const old = running;
      running = undefined;
      old.kill();
      if (old.exitCode === null && old.signalCode === null) await once(old, 'close');
    }
    const child = spawn(electron.executable, args, { cwd: root, stdio: 'inherit', env });
    running = child;
    child.on('close', (status) => {
      if (running === child) finish(status ?? 1);
    });
  };
  // One after the other: a second console would only bring the first one to the front and end. Bundles that
  // are ready at the same time make one start.
  let queue = Promise.resolve();
  let waiting;
  const restart = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      queue = queue.then(start);
    }, 200);
  };
  return { restart, closed };
}
