/** Writes to one server under way at the same time. */
const PLACES = 16;
/** A call that takes longer gives its place to the next: a hanging one must not hold the others up. */
const PATIENCE_MS = 1_500;

const waiting = new Map<string, { free: number; queue: (() => void)[] }>();

/** Runs `work` once one of the server's places is free. */
export async function withPlace<Result>(serverId: string, work: () => Promise<Result>): Promise<Result> {
  const desk = waiting.get(serverId) ?? { free: PLACES, queue: [] };
  waiting.set(serverId, desk);
  if (desk.free > 0) desk.free -= 1;
  else await new Promise<void>((resolve) => desk.queue.push(resolve));
  let held = true;
  const giveBack = () => {
    if (!held) return;
    held = false;
    const next = desk.queue.shift();
    if (next === undefined) desk.free += 1;
    else next();
  };
  const timer = setTimeout(giveBack, PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    giveBack();
  }
}
