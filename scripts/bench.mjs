// `npm run bench [-- ARGUMENTS]`: measures restoring against pg_restore (see bench/).
import { inProject, main, run } from './lib/project.mjs';
import { setUp } from './setup.mjs';

main(async () => {
  // pg_restore is what is measured against.
  await setUp({ system: ['bench'] });
  const args = ['--expose-gc', '--import', 'tsx', inProject('bench', 'index.ts'), ...process.argv.slice(2)];
  return (await run(process.execPath, args, { inherit: true })).status;
});
