import { EngineError } from '../engine/errors.ts';
import { idFor } from './server-address.ts';

/** What a path was chosen as: an id of one kind is no id of another. */
export type ChosenKind =
  | 'package'
  | 'storage'
  | 'certificate'
  | 'identity'
  | 'folder'
  | 'configuration'
  | 'export'
  | 'program';

const NAMES: { readonly [kind in ChosenKind]: string } = {
  package: 'package',
  storage: 'storage folder',
  certificate: 'certificate',
  identity: 'identity file',
  folder: 'folder for a repository',
  configuration: 'project folder',
  export: 'file for an export',
  program: 'program',
};

/** The paths that the person has chosen, by the ids under which the window knows them. */
export class ChosenPaths {
  readonly #paths = new Map<string, string>();

  /** Gives a path an id; the same path always gets the same. */
  take(kind: ChosenKind, path: string): string {
    const id = idFor(kind, path);
    this.#paths.set(id, path);
    return id;
  }

  /** Throws `USAGE` for an id that nobody was given. */
  pathOf(kind: ChosenKind, id: string): string {
    const path = id.startsWith(`${kind}-`) ? this.#paths.get(id) : undefined;
    if (path !== undefined) return path;
    throw new EngineError({
      code: 'USAGE',
      message: `The window named a ${NAMES[kind]} that nobody has chosen.`,
      consequence: 'Nothing was changed.',
      advice: `Choose the ${NAMES[kind]} again.`,
    });
  }
}
