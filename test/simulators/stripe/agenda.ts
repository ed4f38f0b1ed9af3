import type { VirtualClock } from '../frame/index.ts';

const longestTimerMs = 2 ** 31 - 1;

/** What is due at an instant of the virtual clock: it runs when the machine's time or an advance gets there. */
export interface Agenda {
  add(at: number, task: () => void): void;
  stop(): void;
}

export function createAgenda(clock: VirtualClock): Agenda {
  let entries: { readonly at: number; readonly task: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function runDue(): void {
    const now = clock.now();
    const due = entries.filter((entry) => entry.at <= now).sort((a, b) => a.at - b.at);
    entries = entries.filter((entry) => entry.at > now);
    for (const entry of due) {
      entry.task();
    }
    rearm();
  }

  function rearm(): void {
    clearTimeout(timer);
    const next = entries.reduce((soonest, entry) => Math.min(soonest, entry.at), Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) {
      return;
    }
    timer = setTimeout(runDue, Math.min(Math.max(next - clock.now(), 0), longestTimerMs));
    timer.unref();
  }

  clock.onAdvance(runDue);
  return {
    add(at, task) {
      entries.push({ at, task });
      rearm();
    },
    stop() {
      entries = [];
      clearTimeout(timer);
    },
  };
}
