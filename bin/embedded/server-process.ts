import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Account } from './account.ts';

/** A program of somebody else that we run and watch. */
export interface ServerProcess {
  readonly pid: number;
  /** Settles when it is gone, with words for why. */
  readonly exited: Promise<string>;
  hasExited(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** The last lines it wrote. */
  tail(): string;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly account?: Account | null;
  /** Sent to it when this process is gone without having stopped it. */
  readonly orphanSignal: 'INT' | 'QUIT' | 'TERM';
  /** Removed after that. */
  readonly orphanFolder?: string;
  readonly onLine?: (line: string) => void;
}

const TAIL_LINES = 25;

export async function runServer(server: ServerCommand): Promise<ServerProcess> {
  const child = spawn(server.command, server.args, {
    env: server.env,
    // A server's own idea of "here" must not depend on a folder that its account may not enter.
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group: Ctrl-C is ours to handle, in our order.
    detached: true,
    ...(server.account ? { uid: server.account.uid, gid: server.account.gid } : {}),
  });
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > TAIL_LINES) lines.shift();
    server.onLine?.(line);
  };
  readLines(child.stdout, keep);
  readLines(child.stderr, keep);
  const exited = exitOf(child);
  await started(child);
  const pid = child.pid as number;
  const guard = guardOrphan(pid, server);
  void exited.then(() => guard?.kill('SIGKILL'));
  return {
    pid,
    exited,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
    tail: () => lines.join('\n'),
  };
}

function readLines(stream: Readable | null, keep: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', keep);
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', reject);
  });
}

const LAST_LINES_MS = 200;

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const words = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
      // Its last lines may still be on their way; its own children may hold the pipe open for longer.
      const timer = setTimeout(resolve, LAST_LINES_MS, words);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(words);
      });
    });
  });
}

/**
 * If this process is killed outright it can stop nothing any more. So a shell waits at the other end of a
 * pipe: the pipe closes with us, and the shell tells the server.
 */
function guardOrphan(
  pid: number,
  { orphanSignal, orphanFolder = '', onLine }: ServerCommand,
): ChildProcess | null {
  if (process.platform === 'win32') return null;
  const script = 'read -r _; kill -s "$1" "$2"; [ -z "$3" ] || { sleep 1; rm -rf -- "$3"; }';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', orphanSignal, String(pid), orphanFolder], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  guard.once('error', (error) => onLine?.(`nothing guards it against our own sudden end: ${error.message}`));
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return guard;
}
