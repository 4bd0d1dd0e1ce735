import { app, clipboard } from 'electron';
import type { Handlers } from './answer.ts';
import type { AreaHandlers, HandlerContext } from './handlers/context.ts';
import { exportHandlers } from './handlers/export-handlers.ts';
import { healthHandlers } from './handlers/health-handlers.ts';
import { jobHandlers } from './handlers/job-handlers.ts';
import { packageHandlers } from './handlers/package-handlers.ts';
import { planHandlers } from './handlers/plan-handlers.ts';
import { policyHandlers } from './handlers/policy-handlers.ts';
import { profileHandlers } from './handlers/profile-handlers.ts';
import { reportHandlers } from './handlers/report-handlers.ts';
import { restoreHandlers } from './handlers/restore-handlers.ts';
import { scheduleHandlers } from './handlers/schedule-handlers.ts';
import { selectionHandlers } from './handlers/selection-handlers.ts';
import { sessionHandlers } from './handlers/session-handlers.ts';
import { snapshotHandlers } from './handlers/snapshot-handlers.ts';
import { targetHandlers } from './handlers/target-handlers.ts';

/** What the main process answers to each request of the window; each area of the contract has a file of its own. */
export function createHandlers(context: HandlerContext): Handlers {
  return {
    ...appHandlers(context),
    ...packageHandlers(context),
    ...targetHandlers(context),
    ...sessionHandlers(context),
    ...profileHandlers(context),
    ...selectionHandlers(context),
    ...policyHandlers(context),
    ...planHandlers(context),
    ...restoreHandlers(context),
    ...healthHandlers(context),
    ...reportHandlers(context),
    ...scheduleHandlers(context),
    ...jobHandlers(context),
    ...snapshotHandlers(context),
    ...exportHandlers(context),
  };
}

function appHandlers(context: HandlerContext): AreaHandlers<'app'> {
  return {
    'app:start': async () => ({
      version: app.getVersion(),
      language: context.language,
      mac: process.platform === 'darwin',
      hasSample: context.samplePath !== null,
      recents: await context.session.recents(),
      arrived: context.takeArrived(),
    }),
    'app:copy': async ({ text }) => {
      clipboard.writeText(text);
      return null;
    },
  };
}
