import type { Channel } from './bridge.ts';

/**
 * What a request does with the target, and so what its token must allow. `none`: nothing, it needs no token. `look`
 * and `write`: reads and changes it. `found`: makes an EDMS in an empty database, or the first administrator of an
 * embedded one.
 */
export type Access = 'none' | 'look' | 'write' | 'found';

/** Every channel is here, or the compiler says so; the main process asks this table before it does anything. */
export const CHANNEL_ACCESS = {
  'app:start': 'none',
  'app:copy': 'none',
  'package:choose': 'none',
  'package:sample': 'none',
  'package:recents': 'none',
  'package:forget': 'none',
  'package:open': 'none',
  'package:unlock': 'none',
  'package:identity': 'none',
  'profiles:list': 'none',
  'profiles:save': 'none',
  'profiles:remove': 'none',
  'profiles:test': 'none',
  'profiles:try': 'none',
  'profiles:import': 'none',
  'profiles:certificate': 'none',
  'target:known': 'none',
  'target:address': 'none',
  /** Connects with what the database itself demands; what may be done then is said by the token that comes back. */
  'target:open': 'none',
  'target:init': 'found',
  /** Is let in by the password that it brings. */
  'session:sign-in': 'none',
  'session:sign-out': 'none',
  'session:first-administrator': 'found',
  'storage:choose': 'none',
  'selection:tree': 'none',
  'selection:expand': 'none',
  'selection:candidates': 'none',
  'policies:list': 'none',
  'policies:save': 'none',
  'policies:remove': 'none',
  'plan:create': 'look',
  'plan:page': 'look',
  'plan:record': 'look',
  'preflight:run': 'look',
  'restore:start': 'write',
  'recover:run': 'write',
  'undo:plan': 'look',
  'undo:start': 'write',
  'health:check': 'look',
  'health:record': 'write',
  'repair:plan': 'look',
  'repair:start': 'write',
  'repositories:list': 'none',
  'repositories:keyring': 'none',
  'repositories:choose': 'none',
  'repositories:create': 'none',
  'repositories:add': 'none',
  'repositories:forget': 'none',
  'repositories:unlock': 'none',
  /** Snapshots lie in a repository, which its own key opens; only taking one reads the target. */
  'snapshots:list': 'none',
  'snapshots:take': 'look',
  'snapshots:test': 'none',
  'snapshots:verify': 'none',
  'snapshots:open': 'none',
  'snapshots:forget': 'none',
  'snapshots:check': 'none',
  'snapshots:prune': 'none',
  'snapshots:repair': 'none',
  'snapshots:unlock': 'none',
  'snapshots:compare': 'none',
  /** One of the two sides is what the open target holds now. */
  'snapshots:compare-live': 'look',
  'snapshots:timeline': 'none',
  'jobs:list': 'none',
  'jobs:show': 'none',
  'jobs:again': 'none',
  'report:export': 'none',
  'folder:open': 'none',
  'job:cancel': 'none',
} as const satisfies { readonly [C in Channel]: Access };
