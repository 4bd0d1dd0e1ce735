// `npm run crash [-- --kills N --seed S --kind server|embedded|repository]`: kills restores, undos and recoveries at random moments (see crash/).
import { inProject, main, run } from './lib/project.mjs';
import { setUp } from './setup.mjs';

main(async () => {
  await setUp();
  const args = ['--import', 'tsx', inProject('crash', 'index.ts'), ...process.argv.slice(2)];
  return (await run(process.execPath, args, { inherit: true })).status;
});
