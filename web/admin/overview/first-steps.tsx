import { For, Show } from 'solid-js';
import { Card } from '../../ui/card.tsx';
import { Icon } from '../../ui/icon.tsx';
import { createFirstSteps } from './data.ts';
import { words } from './words.ts';

/** For a new site: what is still to be done before somebody can subscribe. Gone once all of it is. */
export function FirstSteps() {
  const steps = createFirstSteps();
  const open = () => (steps.isPending ? [] : (steps.data ?? [])).filter((step) => !step.isDone);
  return (
    <Show when={open().length > 0}>
      <Card title={words().firstSteps}>
        <p class="-mt-2 mb-3 text-sm text-ink-soft">{words().firstStepsHelp}</p>
        <ol class="grid sm:grid-cols-2 sm:gap-x-6">
          <For each={steps.data}>
            {(step) => (
              <li class="border-t border-line">
                <a
                  href={words().steps[step.step].href}
                  class="flex min-h-10 items-center gap-3 hover:underline"
                  classList={{ 'text-ink-soft': step.isDone, 'font-semibold': !step.isDone }}
                >
                  <span
                    class="grid size-6 shrink-0 place-items-center rounded-full border"
                    classList={{
                      'border-good bg-good-soft text-good': step.isDone,
                      'border-line-strong': !step.isDone,
                    }}
                  >
                    <Show when={step.isDone}>
                      <Icon name="check" class="size-4" label={words().done} />
                    </Show>
                  </span>
                  {words().steps[step.step].title}
                </a>
              </li>
            )}
          </For>
        </ol>
      </Card>
    </Show>
  );
}
