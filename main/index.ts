import { app } from 'electron';
import { commandOf } from './app/arguments.ts';
import { startApplication } from './app/start.ts';

/** The program's entry: the command line when it is called with a command, the window otherwise. */
const command = commandOf(process.argv, app.getAppPath());
if (command === null) {
  startApplication();
} else {
  void import('./cli/command-line.ts')
    .then(({ runCommandLine }) => runCommandLine([...command]))
    .then((status) => app.exit(status))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      app.exit(1);
    });
}
