import { describe, expect, it } from 'vitest';
import { checkServer } from './check-server.ts';
import type { Sql } from './target.ts';

/** A server that answers the one question that is asked. */
function server(answer: object): Sql {
  return {
    query: async <Row extends object>() => [answer as Row],
    execute: async () => 0,
  };
}

describe('a server', () => {
  it('is refused when it is older than PostgreSQL 12', async () => {
    const old = server({ version: 110022, shown: '11.22', standby: false });
    await expect(checkServer(old, 'label')).rejects.toMatchObject({ code: 'TARGET_VERSION' });
  });

  it('is refused when it can only be read', async () => {
    const standby = server({ version: 150014, shown: '15.14', standby: true });
    await expect(checkServer(standby, 'label')).rejects.toMatchObject({ code: 'TARGET_READ_ONLY' });
  });

  it('is taken from PostgreSQL 12 on', async () => {
    await expect(
      checkServer(server({ version: 120000, shown: '12.0', standby: false }), 'label'),
    ).resolves.toBeUndefined();
  });
});
