import path from 'node:path';
import { type Call, EVERY_MINUTES, type Installation, type Place } from './installation.ts';
import { refuseControls, unfit } from './unfit.ts';

const NAME = 'edms-backup-schedule';

/** A timer and a service of systemd, of the user's manager or the machine's. */
export function systemdInstallation({ command, environment }: Call, place: Place): Installation {
  const folder = place.system
    ? '/etc/systemd/system'
    : path.join(place.configHome ?? path.join(place.userHome, '.config'), 'systemd', 'user');
  // systemd takes no such path, however it is written.
  if (/["'\\]/.test(command[0] ?? '')) throw unfit('a quote or a backslash');
  const systemctl = place.system ? ['systemctl'] : ['systemctl', '--user'];
  const file = (name: string, text: string) =>
    ({ path: path.join(folder, name), text, encoding: 'utf8' }) as const;
  const service = `[Unit]
Description=Due runs of the schedules of EDMS Backup Console
${place.system ? 'Wants=network-online.target\nAfter=network-online.target\n' : ''}
[Service]
Type=oneshot
ExecStart=${command.map((word, at) => (at === 0 ? quoted(word) : quoted(word).replaceAll('$', '$$$$'))).join(' ')}
${Object.entries(environment)
  .map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`)
  .join('')}${place.system && place.uid !== null ? `User=${place.uid}\n` : ''}Nice=5
# What ends a run for being too long is its schedule.
TimeoutStartSec=infinity
`;
  const timer = `[Unit]
Description=Looks every ${EVERY_MINUTES} minutes for due runs of EDMS Backup Console

[Timer]
OnCalendar=*:0/${EVERY_MINUTES}
# After the machine was off: at once.
Persistent=true
AccuracySec=30s

[Install]
WantedBy=timers.target
`;
  return {
    files: [file(`${NAME}.service`, service), file(`${NAME}.timer`, timer)],
    begin: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'enable', '--now', `${NAME}.timer`],
    ],
    end: [[...systemctl, 'disable', '--now', `${NAME}.timer`]],
    notes: place.system
      ? []
      : [
          'A timer of a user runs while that user is signed in; "loginctl enable-linger" lets it run always, and --system installs it for the machine.',
        ],
  };
}

/**
 * A word of `ExecStart` or `Environment`: in double quotes, with specifiers and escapes taken literally. A dollar is another
 * matter: it begins a variable in the words after the program (there two stand for one), and nowhere else. The colon that
 * takes all of them literally is not known to systemd before 244.
 */
function quoted(word: string): string {
  refuseControls(word);
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}
