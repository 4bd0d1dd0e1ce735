import { openTarget } from './open-target.ts';

/**
 * A process of a test's own that opens an embedded target, commits one group, leaves another transaction open
 * and waits to be killed: `testing-holder.ts HOME NAME`.
 */
async function hold(home: string, name: string): Promise<void> {
  const target = await openTarget({ kind: 'embedded', name }, { home });
  await target.write((sql) => sql.execute(`insert into auth_group (name) values ('committed')`));
  await target.write(async (sql) => {
    await sql.execute(`insert into auth_group (name) select 'open ' || n from generate_series(1, 20000) n`);
    process.send?.('holding');
    await new Promise(() => setInterval(() => undefined, 60_000));
  });
}

const [home = '', name = ''] = process.argv.slice(2);
hold(home, name).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
