import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REQUESTS } from '../../../preload/contract/channels.ts';
import type { LastingPolicy } from '../../../preload/contract/types.ts';
import { PolicyStore } from '../../settings/policies.ts';
import { policyHandlers } from './policy-handlers.ts';

const POLICY: LastingPolicy = {
  mode: 'mirror',
  selection: { roots: [], span: null, search: '' },
  fills: { 'documents.document.sensitivity_label': 'INTERNAL' },
  removeBeyond: ['documents.documentcomment'],
  classes: { 'key-other-uuid': 'take' },
  models: { 'users.role': 'skip' },
  changedRecords: 'keep',
  missingUsers: 'impossible',
  acceptDamaged: false,
};

const call = { session: null, grant: () => undefined };

describe('the handlers of named policies', () => {
  let home: string;
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'edms-policies-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));
  const handlers = () => policyHandlers({ policies: new PolicyStore(home) });

  it('give back what was saved, to another start as well, as the contract has it', async () => {
    await handlers()['policies:save']({ name: ' Quarterly ', policy: POLICY }, call);
    const listed = await handlers()['policies:list'](null, call);
    expect(REQUESTS['policies:list'].output.parse(listed)).toEqual({
      policies: [{ name: 'Quarterly', policy: POLICY }],
      damaged: [],
    });
    expect(await handlers()['policies:remove']({ name: 'Quarterly' }, call)).toEqual({
      policies: [],
      damaged: [],
    });
  });

  it('name a file that was put aside without its folder', async () => {
    fs.mkdirSync(path.join(home, 'settings'));
    fs.writeFileSync(path.join(home, 'settings', 'policies.json'), '{ not json');
    const { policies, damaged } = await handlers()['policies:list'](null, call);
    expect(policies).toEqual([]);
    expect(damaged).toEqual([expect.stringMatching(/^policies\.json\.damaged-[\w-]+$/)]);
  });
});
