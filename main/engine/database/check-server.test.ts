import { describe, expect, it } from 'vitest';
import { checkServer, checkWritable } from './check-server.ts';
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
    const old = server({ version: 110022, shown: '11.22' });
    await expect(checkServer(old, 'label')).rejects.toMatchObject({ code: 'TARGET_VERSION' });
  });

  it('is not written to when it can only be read', async () => {
    const standby = server({ standby: true });
    await expect(checkWritable(standby, 'label')).rejects.toMatchObject({ code: 'TARGET_READ_ONLY' });
  });

  it('is taken from PostgreSQL 12 on', async () => {
    await expect(checkServer(server({ version: 120000, shown: '12.0' }), 'label')).resolves.toBeUndefined();
    await expect(checkWritable(server({ standby: false }), 'label')).resolves.toBeUndefined();
  });
});
