import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Running } from './keep-running.ts';

export interface NodeChild {
  /** Its path: a built program, or TypeScript. */
  readonly script: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where its output goes. */
  readonly output: number;
  readonly stopWithinMs: number;
}

/** One of our own programs. It is told of our end by the channel between us, even when we are killed. */
export async function startNodeChild(options: NodeChild): Promise<Running> {
  const child = fork(new URL('child.mjs', import.meta.url), [options.script], {
    cwd: options.cwd,
    env: options.env,
    execArgv: [],
    stdio: ['ignore', options.output, options.output, 'ipc'],
    // Its own process group: Ctrl-C is ours to handle, in our order.
    detached: true,
  });
  const onExit = once(child, 'exit').then(([code, signal]) =>
    signal === null ? `ended with code ${code}` : `was ended by ${signal}`,
  );
  await once(child, 'spawn');
  const stop = async (): Promise<void> => {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (!hasEnded) child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), options.stopWithinMs);
    await onExit;
    clearTimeout(patience);
  };
  return { pid: child.pid ?? -1, onExit, stop };
}
