import path from 'node:path';
import type { SavedPolicies } from '../../../preload/contract/types.ts';
import type { PolicyStore } from '../../settings/policies.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Policies that were saved under a name. Each answer is the list as it is now. */
export function policyHandlers({ policies }: Pick<HandlerContext, 'policies'>): AreaHandlers<'policies'> {
  return {
    'policies:list': async () => listed(policies),
    'policies:save': async ({ name, policy }) => {
      policies.save(name, policy);
      return listed(policies);
    },
    'policies:remove': async ({ name }) => {
      policies.remove(name);
      return listed(policies);
    },
  };
}

/** The window is told names of files that were put aside, not where they are. */
function listed(store: PolicyStore): SavedPolicies {
  return {
    policies: store.list(),
    damaged: store.damaged().map((file) => path.basename(file)),
  };
}
