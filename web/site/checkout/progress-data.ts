import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { createEffect, createSignal, onCleanup } from 'solid-js';
import type { AppOutputs } from '../../../api/router.ts';
import { api } from '../../ui/api.ts';
import { createEventStream } from '../../ui/event-stream.ts';

export type Progress = AppOutputs['checkout']['view'];

/** A purchase, read once and then followed live: every change on the server arrives by itself. */
export function createProgress(id: string) {
  const client = useQueryClient();
  const key = ['checkout', 'view', id];
  const query = useQuery(() => ({ queryKey: key, queryFn: () => api.checkout.view.query({ id }) }));
  const stream = createEventStream(`/api/events/checkout/${id}`, (data) => {
    client.setQueryData(key, JSON.parse(data) as Progress);
  });
  return { query, isLost: createLasting(() => !stream.isLive()) };
}

const PATIENCE_MS = 4000;

/** True once the condition has held for a while: a stream that is back at once is not worth a word. */
function createLasting(condition: () => boolean) {
  const [isLasting, setLasting] = createSignal(false);
  createEffect(() => {
    if (!condition()) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), PATIENCE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return isLasting;
}

/**
 * Takes the buyer to the payment page once. Whoever comes back, reloads or opens the page on another device
 * finds a button instead of being sent away again.
 */
export function sendOnce(id: string, url: string): void {
  const key = `sent/${id}`;
  if (sessionStorage.getItem(key) !== null) return;
  sessionStorage.setItem(key, '1');
  window.location.assign(url);
}
