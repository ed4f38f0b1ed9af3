import { setTimeout as pause } from 'node:timers/promises';
import { until } from './patience.ts';
import { answersAgain, type PartName, parts } from './pulse.ts';
import type { Chance } from './random.ts';
import type { Stage } from './stage.ts';

export interface Blow {
  readonly part: PartName;
  /** Milliseconds until it did its work again. */
  readonly healedMs: number;
}

export interface StormOptions {
  readonly kills: number;
  readonly startedAt: number;
  readonly lastsMs: number;
  readonly chance: Chance;
  /** A member whose process is asked for a fresh look after each kill. */
  readonly canary: string;
  readonly note: (words: string) => void;
}

/** Kills the parts in turn at random instants, whatever they are doing. */
export async function storm(stage: Stage, options: StormOptions): Promise<Blow[]> {
  const { kills, startedAt, lastsMs, chance } = options;
  const instants = Array.from({ length: kills }, () => chance.between(0, lastsMs)).sort((a, b) => a - b);
  const healing: Promise<Blow>[] = [];
  for (const [index, instant] of instants.entries()) {
    const part = parts[index % parts.length] ?? 'worker';
    await until(startedAt + instant);
    if (part === 'worker') await somethingUnderWay(stage, chance);
    const killedAt = await kill(stage, part);
    options.note(`${seconds(killedAt - startedAt)}  kill -9 of ${part}`);
    healing.push(healed(stage, part, { killedAt, canary: options.canary }));
  }
  return await Promise.all(healing);
}

/** One after the other, each alone and when all is calm. */
export async function blows(stage: Stage, canary: string): Promise<Blow[]> {
  const healing: Blow[] = [];
  for (const part of parts) {
    const killedAt = await kill(stage, part);
    healing.push(await healed(stage, part, { killedAt, canary }));
  }
  return healing;
}

const LONGEST_AIM_MS = 2500;

/** A worker that dies idle proves little: it dies soon after the next call of the outside world came in. */
async function somethingUnderWay({ stripe, jellyfins, mail }: Stage, chance: Chance): Promise<void> {
  const before = mail.count();
  const mailCame = mail.arrival(({ id }) => id > before);
  const calls = [stripe, ...jellyfins].map((one) => one.arrival(({ method }) => method !== 'GET'));
  await Promise.race([mailCame, ...calls, pause(LONGEST_AIM_MS)]);
  await pause(chance.is(0.5) ? 0 : chance.between(0, 300));
}

/** Ends it like a loss of power; one that is just being started is waited for. Answers when. */
async function kill({ site }: Stage, part: PartName): Promise<number> {
  for (;;) {
    const pid = site.pids()[part];
    if (pid === null) throw new Error(`${part} is not ours to kill`);
    if (isAlive(pid)) {
      process.kill(pid, 'SIGKILL');
      return Date.now();
    }
    await pause(20);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function healed(
  stage: Stage,
  part: PartName,
  { killedAt, canary }: { killedAt: number; canary: string },
): Promise<Blow> {
  await answersAgain(stage, part, canary);
  return { part, healedMs: Date.now() - killedAt };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(6)} s`;
}
