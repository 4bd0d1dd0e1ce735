import { checkServer, checkWritable } from '../database/check-server.ts';
import { EngineError } from '../errors.ts';
import { measureLatency } from '../health/latency.ts';
import { ok, type PreflightCheck, type PreflightInput, stop } from './preflight.ts';

/** How fast the target answers, and whether it can be written to: it may be a standby, also since it was opened. */
export async function checkConnection({ target }: PreflightInput): Promise<PreflightCheck> {
  return target.read(async (sql) => {
    try {
      await checkServer(sql, target.label);
      await checkWritable(sql, target.label);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return stop('connection', error.plain.message, error.plain.advice);
    }
    const latency = await measureLatency(sql);
    return ok('connection', `The target answers in ${latency.toFixed(1)} ms and can be written to.`);
  });
}
