import { createSignal, For } from 'solid-js';
import type { Tone } from './badge.tsx';
import { Icon } from './icon.tsx';
import { uiWords } from './words.ts';

interface Toast {
  readonly id: number;
  readonly tone: Extract<Tone, 'good' | 'bad' | 'neutral'>;
  readonly text: string;
}

const STAYS_MS = 6000;
const [toasts, setToasts] = createSignal<readonly Toast[]>([]);
let lastId = 0;

/** A short word that something worked, or did not. Bad news stays until it is closed. */
export function tell(text: string, tone: Toast['tone'] = 'good'): void {
  lastId += 1;
  const id = lastId;
  setToasts((shown) => [...shown.slice(-3), { id, tone, text }]);
  if (tone !== 'bad') setTimeout(() => dismiss(id), STAYS_MS);
}

function dismiss(id: number): void {
  setToasts((shown) => shown.filter((toast) => toast.id !== id));
}

/** Once in the app: where toasts appear. */
export function Toasts() {
  return (
    <div aria-live="polite" class="fixed right-4 bottom-4 left-4 z-60 grid justify-items-end gap-2">
      <For each={toasts()}>
        {(toast) => (
          <div
            class="flex max-w-md animate-[appear_120ms] items-start gap-3 rounded-md border bg-surface p-4 shadow-high"
            classList={{ 'border-bad': toast.tone === 'bad', 'border-line-strong': toast.tone !== 'bad' }}
          >
            <Icon
              name={toast.tone === 'bad' ? 'warning' : toast.tone === 'good' ? 'check' : 'info'}
              class={toast.tone === 'bad' ? 'text-bad' : 'text-good'}
            />
            <p>{toast.text}</p>
            <button
              type="button"
              class="grid size-6 place-items-center rounded-sm hover:bg-sunken"
              aria-label={uiWords().close}
              onClick={() => dismiss(toast.id)}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
      </For>
    </div>
  );
}
