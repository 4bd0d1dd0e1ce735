import { embeddedExists } from '../engine/database/embedded-exists.ts';
import { EngineError } from '../engine/errors.ts';
import { consoleHome } from '../engine/home.ts';
import type { ResolvedTarget } from './resolve-target.ts';

/**
 * For what only reads a target: an embedded database that is not there would be made, and a backup of nothing taken for
 * one. Error: `TARGET_UNREACHABLE`.
 */
export function needTarget({ address, name }: ResolvedTarget): void {
  if (address.kind === 'server' || embeddedExists(address.name, consoleHome())) return;
  throw new EngineError({
    code: 'TARGET_UNREACHABLE',
    message: `There is no embedded database of this name: ${name}.`,
    consequence: 'Nothing was read or written.',
    advice: 'Check the name, and the folder that EDMS_BACKUP_HOME names.',
  });
}
