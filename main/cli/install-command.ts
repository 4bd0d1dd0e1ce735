import { install, uninstall } from '../schedule/install/install.ts';
import type { Installation } from '../schedule/install/installation.ts';
import { ownInstallation } from '../schedule/install/own-installation.ts';
import { ask, canAsk } from './ask-password.ts';
import { type CommonOptions, usage } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { note, show } from './output.ts';
import type { InstallOptions } from './schedule-entry.ts';

/** `schedule install` and `schedule uninstall`: what is written is shown before, and all of it. */
export async function runInstall(command: CommonOptions & InstallOptions): Promise<ExitStatus> {
  const installation = ownInstallation(command.system, {
    execPath: process.execPath,
    script: process.argv[1],
    isElectron: process.versions.electron !== undefined,
    environment: process.env,
  });
  const { action, dryRun, yes } = command;
  const isInstall = action === 'install';
  if (!dryRun && !yes) {
    process.stderr.write(shown(installation, isInstall));
    await confirm(isInstall ? 'Write this and begin?' : 'Remove this?');
  }
  if (!dryRun) await (isInstall ? install(installation) : uninstall(installation));
  const done = !dryRun;
  show(command, { action, done, ...installation }, () =>
    done
      ? `${isInstall ? 'Installed: the system looks for due runs every five minutes.' : 'Removed.'}\n`
      : shown(installation, isInstall),
  );
  if (isInstall) for (const sentence of installation.notes) note(command, sentence);
  return EXIT.done;
}

function shown({ files, begin, end }: Installation, isInstall: boolean): string {
  const commands = (isInstall ? begin : end).map((words) => `  ${words.join(' ')}`);
  const texts = files.map(({ path, text }) => (isInstall ? `${path}\n${indented(text)}` : `  ${path}`));
  return isInstall
    ? `${texts.join('\n')}\nand runs\n${commands.join('\n')}\n`
    : `Runs\n${commands.join('\n')}\nand removes\n${texts.join('\n')}\n`;
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`.trimEnd())
    .join('\n');
}

async function confirm(question: string): Promise<void> {
  if (!canAsk()) throw usage('Without a terminal it needs --yes; --dry-run only shows it.');
  const answer = await ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw usage('It was not confirmed.');
}
