import path from 'node:path';
import { utilityProcess } from 'electron';
import type { EngineChild } from './engine-calls.ts';

/** Starts the engine in a process of its own. Its output goes to the terminal that the program runs in. */
export function startEngineChild(): EngineChild {
  const child = utilityProcess.fork(path.join(__dirname, 'engine-process.js'), [], {
    serviceName: 'EDMS engine',
    stdio: 'inherit',
  });
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', listener),
    kill: () => child.kill(),
  };
}
