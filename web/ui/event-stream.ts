import { createSignal, onCleanup } from 'solid-js';

/**
 * Follows a stream of server-sent events while the component lives. The browser reconnects by itself;
 * `isLive` is false meanwhile. The topics of `/api/events/changes` (admins) are `member:<id>`, `login:<id>` and
 * `checkout:<id>`.
 */
export function createEventStream(url: string, onMessage: (data: string) => void) {
  const [isLive, setLive] = createSignal(false);
  const source = new EventSource(url);
  source.onopen = () => setLive(true);
  source.onerror = () => setLive(false);
  source.onmessage = (event: MessageEvent<string>) => onMessage(event.data);
  onCleanup(() => source.close());
  return { isLive };
}
