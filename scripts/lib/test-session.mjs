// What a desktop gives an application and a build machine lacks: a display and an unlocked keyring.
import { mkdtempSync } from 'node:fs';
import os, { availableParallelism } from 'node:os';
import path from 'node:path';
import { isCommand } from './system.mjs';

/** The purposes of system packages (see system.mjs) that a test session here depends on. */
export function testSessionNeeds() {
  if (process.platform !== 'linux') return [];
  return hasDisplay() ? ['keyring'] : ['keyring', 'display'];
}

/**
 * The same program, with an empty keyring of its own (never the person's) and, when it needs a display and
 * there is none, virtual ones: `EDMS_TEST_DISPLAYS` names them, two where two processors are, so that two windows can
 * be tested at a time and neither takes the other's focus. What is not installed is left out; tests that need it say
 * so themselves.
 *
 * @returns {[string, string[]]} a command and its arguments
 */
export function inTestSession(command, args, { display }) {
  let whole = [command, ...args];
  if (process.platform !== 'linux') return [command, args];
  if (isCommand('dbus-run-session') && isCommand('gnome-keyring-daemon')) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'edms-keyring-'));
    whole = ['dbus-run-session', '--', 'sh', '-c', withKeyring, 'sh', folder, ...whole];
  }
  if (display && !hasDisplay() && isCommand('xvfb-run')) {
    const displays = availableParallelism() > 1 ? 2 : 1;
    for (let left = displays; left > 0; left -= 1) whole = onDisplay(whole);
  }
  return [whole[0], whole.slice(1)];
}

/** With one more virtual display; each has a cookie of its own, without which it lets nobody in. */
function onDisplay(whole) {
  const noted = 'export EDMS_TEST_DISPLAYS="$EDMS_TEST_DISPLAYS $DISPLAY=$XAUTHORITY"; exec "$@"';
  return ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24', 'sh', '-c', noted, 'sh', ...whole];
}

/** Unlocks a new keyring in the folder `$1`, runs the rest, and takes the keyring away. */
const withKeyring = `
folder=$1; shift
printf test | XDG_DATA_HOME=$folder gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
"$@"; status=$?
rm -rf "$folder"
exit $status`;

function hasDisplay() {
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
