import path from 'node:path';
import { EngineError } from '../../engine/errors.ts';
import { type Call, EVERY_MINUTES, type Installation, type Place } from './installation.ts';
import { xmlText } from './xml.ts';

const TASK = 'EDMS Backup Console schedules';

/** A task of the Windows task scheduler. */
export function windowsInstallation({ command, environment }: Call, place: Place): Installation {
  const [program = '', ...words] = command;
  const file = path.win32.join(place.consoleHome, 'schedule-task.xml');
  // The packaged program needs none.
  if (Object.keys(environment).length > 0)
    throw new EngineError({
      code: 'SCHEDULE_NOT_INSTALLED',
      message: 'This copy of the program is run by Electron as Node, which a task of Windows cannot do.',
      consequence: 'Nothing was installed.',
      advice: 'Install it with the packaged program, or with Node: edms-backup schedule install.',
    });
  const principal = place.system
    ? '<UserId>S-1-5-18</UserId>\n      <RunLevel>HighestAvailable</RunLevel>'
    : `<UserId>${xmlText(place.userName)}</UserId>\n      <LogonType>InteractiveToken</LogonType>\n      <RunLevel>LeastPrivilege</RunLevel>`;
  const text = `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Looks every ${EVERY_MINUTES} minutes for due runs of EDMS Backup Console</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition>
        <Interval>PT${EVERY_MINUTES}M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>2026-01-01T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      ${principal}
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <Enabled>true</Enabled>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(program)}</Command>
      <Arguments>${xmlText(words.map(argument).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
  return {
    files: [{ path: file, text, encoding: 'utf16le' }],
    begin: [['schtasks', '/Create', '/TN', TASK, '/XML', file, '/F']],
    end: [['schtasks', '/Delete', '/TN', TASK, '/F']],
    notes: place.system
      ? [
          'It runs as the system’s own account, which has no keychain of yours: give passwords in its environment.',
        ]
      : ['It runs while this user is signed in; --system installs it for the machine.'],
  };
}

/** A word as `CommandLineToArgvW` reads it back: backslashes count only before a quote. */
export function argument(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
