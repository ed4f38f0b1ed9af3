import { For, Show } from 'solid-js';
import { Instant } from '../../ui/instant.tsx';
import { type FutureEntry, futureText, type ReasonAnswer, whySentence } from './outlook-words.ts';
import { StandingBadge } from './standing.tsx';

const MOST = 6;

export interface OutlookLike {
  readonly standing: string;
  readonly until: number | null;
  readonly because: readonly ReasonAnswer[];
  readonly future: readonly FutureEntry[];
}

/** What a change would lead to: where the member would stand, and what would happen next. */
export function Consequences(props: { readonly outlook: OutlookLike; readonly title: string }) {
  const coming = () => props.outlook.future.slice(0, MOST);
  return (
    <div class="rounded-md border border-line bg-sunken p-4">
      <p class="mb-1 text-sm font-semibold text-ink-soft">{props.title}</p>
      <p class="flex flex-wrap items-center gap-2">
        <StandingBadge standing={props.outlook.standing} />
        <span>{whySentence(props.outlook)}</span>
      </p>
      <Show when={coming().length > 0}>
        <ul class="mt-3 grid gap-1 text-sm">
          <For each={coming()}>
            {(entry) => (
              <li class="flex flex-wrap gap-x-4">
                <span class="w-44 shrink-0 text-ink-soft">
                  <Instant at={entry.at} />
                </span>
                <span>{futureText(entry)}</span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}
