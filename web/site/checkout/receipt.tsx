import { Show } from 'solid-js';
import { formatMoney } from '../../ui/format.ts';
import { createSiteInfo } from '../data.ts';
import { DaySpan } from '../day-span.tsx';
import { words } from '../words/index.ts';
import type { Progress } from './progress-data.ts';

/** What is being bought. */
export function Receipt(props: { readonly progress: Progress }) {
  const site = createSiteInfo();
  const zone = () => (site.isPending ? undefined : site.data?.timeZone);
  return (
    <aside class="ticket" aria-label={words().progress.title}>
      <div class="p-6">
        <p class="text-sm text-ink-soft">{words().progress.plan}</p>
        <p class="font-display text-title font-extrabold">{props.progress.planName}</p>
        <Show when={props.progress.window}>
          {(window) => (
            <p class="mt-3">
              <span class="block text-sm text-ink-soft">{words().progress.window}</span>
              <DaySpan from={window().from} to={window().to} timeZone={zone()} />
            </p>
          )}
        </Show>
        <Show when={props.progress.server}>
          {(server) => (
            <p class="mt-3">
              <span class="block text-sm text-ink-soft">{words().progress.server}</span>
              {server().name}
            </p>
          )}
        </Show>
      </div>
      <p class="ticket-stub p-6">
        <span class="block text-sm text-ink-soft">{words().progress.price}</span>
        <span class="figures font-display text-title font-extrabold">
          {formatMoney(props.progress.price)}
        </span>
        <Show when={props.progress.discount}>
          {(discount) => (
            <span class="block text-sm text-ink-soft">
              {words().progress.discount(formatMoney(discount()))}
            </span>
          )}
        </Show>
      </p>
    </aside>
  );
}
