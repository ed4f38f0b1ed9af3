/**
 * Who is told when a row changed. A topic is `checkout:<id>`, `member:<id>`, `login:<id>`, `transactionSync:<gateway>`
 * or `settings:<section>`; `*` hears all.
 */
export interface Changes {
  subscribe(topic: string, tell: (topic: string) => void): () => void;
}

export interface ChangesHub extends Changes {
  /** A notification arrived. */
  publish(topic: string): void;
  /** Notifications may have been missed: everybody looks again. */
  publishAll(): void;
}

export function changesHub(): ChangesHub {
  const listeners = new Map<string, Set<(topic: string) => void>>();

  function tellAll(key: string, topic: string): void {
    for (const tell of listeners.get(key) ?? []) tell(topic);
  }

  return {
    subscribe(topic, tell) {
      const known = listeners.get(topic) ?? new Set();
      listeners.set(topic, known.add(tell));
      return () => {
        known.delete(tell);
        if (known.size === 0) listeners.delete(topic);
      };
    },
    publish(topic) {
      tellAll(topic, topic);
      tellAll('*', topic);
    },
    publishAll() {
      for (const topic of listeners.keys()) tellAll(topic, topic);
    },
  };
}
