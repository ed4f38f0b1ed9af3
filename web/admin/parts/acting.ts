import { createSignal } from 'solid-js';

const [underWay, setUnderWay] = createSignal(0);

/** Whether the panel is changing facts: what would follow of that is not asked for again meanwhile. */
export const isActing = () => underWay() > 0;

/** Runs what an admin confirmed, until the panel shows what came of it. */
export async function act(run: () => Promise<void>): Promise<void> {
  setUnderWay((count) => count + 1);
  try {
    await run();
  } finally {
    setUnderWay((count) => count - 1);
  }
}
