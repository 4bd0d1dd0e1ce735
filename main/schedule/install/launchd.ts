import path from 'node:path';
import { type Call, EVERY_MINUTES, type Installation, type Place } from './installation.ts';
import { xmlText } from './xml.ts';

const LABEL = 'edms-backup-console.schedule';

/** A job of launchd: an agent of the user, or a daemon of the machine. */
export function launchdInstallation({ command, environment }: Call, place: Place): Installation {
  const file = place.system
    ? `/Library/LaunchDaemons/${LABEL}.plist`
    : path.posix.join(place.userHome, 'Library', 'LaunchAgents', `${LABEL}.plist`);
  const domain = place.system ? 'system' : `gui/${place.uid ?? 0}`;
  const strings = command.map((word) => `    <string>${xmlText(word)}</string>`).join('\n');
  const variables = Object.entries(environment)
    .map(([name, value]) => `    <key>${xmlText(name)}</key>\n    <string>${xmlText(value)}</string>\n`)
    .join('');
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${strings}
  </array>
${variables === '' ? '' : `  <key>EnvironmentVariables</key>\n  <dict>\n${variables}  </dict>\n`}${
  place.system ? `  <key>UserName</key>\n  <string>${xmlText(place.userName)}</string>\n` : ''
}  <key>StartInterval</key>
  <integer>${EVERY_MINUTES * 60}</integer>
  <key>RunAtLoad</key>
  <true/>
  <key>ProcessType</key>
  <string>Background</string>
</dict>
</plist>
`;
  return {
    files: [{ path: file, text, encoding: 'utf8' }],
    begin: [['launchctl', 'bootstrap', domain, file]],
    end: [['launchctl', 'bootout', `${domain}/${LABEL}`]],
    notes: place.system
      ? []
      : ['It runs while this user is signed in; --system installs it for the machine.'],
  };
}
