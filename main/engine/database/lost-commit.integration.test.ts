import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { openTarget } from './open-target.ts';
import { withFreshTarget } from './testing.ts';

describe('a commit that is lost on its way to the server', () => {
  it('is not said to have changed nothing while the server may still do it', () =>
    withFreshTarget('server', async (_target, { address }) => {
      const url = new URL(address.kind === 'server' ? address.url : '');
      await throughProxy(url, async (proxied) => {
        const target = await openTarget({ kind: 'server', url: proxied.href });
        try {
          const written = target.write((sql) => sql.execute(`insert into auth_group (name) values ('g')`));
          await expect(written).rejects.toMatchObject({
            code: 'TARGET_LOST',
            plain: { consequence: expect.stringContaining('which one cannot be known') },
          });
        } finally {
          await target.close();
        }
      });
    }));
});

/** A way to the server that breaks at the first commit of a change, of which the server hears nothing. */
async function throughProxy(server: URL, work: (proxied: URL) => Promise<void>): Promise<void> {
  const sockets: net.Socket[] = [];
  let writes = false;
  let broken = false;
  const proxy = net.createServer((client) => {
    const upstream = net.connect(Number(server.port), server.hostname);
    sockets.push(client, upstream);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    upstream.on('data', (bytes) => client.write(bytes));
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      writes ||= text.includes('insert into');
      if (broken || !writes || !text.includes('COMMIT')) return void upstream.write(bytes);
      broken = true;
      client.destroy();
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const place = proxy.address();
  const url = new URL(server);
  url.port = String(typeof place === 'object' ? place?.port : '');
  url.searchParams.set('sslmode', 'disable');
  try {
    await work(url);
    expect(broken).toBe(true);
  } finally {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  }
}
