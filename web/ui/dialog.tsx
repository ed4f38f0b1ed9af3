import { Dialog as Kobalte } from '@kobalte/core/dialog';
import { type JSX, Show } from 'solid-js';
import { Icon } from './icon.tsx';
import { uiWords } from './words.ts';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  /** Buttons, the safe one first. */
  readonly actions?: JSX.Element;
  readonly children?: JSX.Element;
  readonly wide?: boolean;
  /** What has the focus at first; the default is the first thing that can have it, the button that closes. */
  readonly initialFocus?: () => HTMLElement | null | undefined;
}

/** Traps the focus, closes on Escape and gives the focus back. */
export function Dialog(props: DialogProps) {
  const focusAtFirst = (event: Event) => {
    const target = props.initialFocus?.();
    if (target === null || target === undefined) return;
    event.preventDefault();
    target.focus();
  };
  const closeUnless = (isOpen: boolean) => (isOpen ? undefined : props.onClose());
  return (
    <Kobalte open={props.isOpen} onOpenChange={closeUnless}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-40 animate-[appear_120ms] bg-[rgb(0_0_0/0.55)]" />
        <div class="fixed inset-0 z-50 grid place-items-center overflow-y-auto p-4">
          <Kobalte.Content
            onOpenAutoFocus={focusAtFirst}
            class={`w-full animate-[appear_120ms] rounded-md border border-line bg-surface p-6 shadow-high ${props.wide ? 'max-w-3xl' : 'max-w-lg'}`}
          >
            <div class="mb-4 flex items-start justify-between gap-4">
              <Kobalte.Title class="text-title font-bold">{props.title}</Kobalte.Title>
              <Kobalte.CloseButton
                class="grid size-9 shrink-0 place-items-center rounded-md hover:bg-sunken"
                aria-label={uiWords().close}
              >
                <Icon name="close" />
              </Kobalte.CloseButton>
            </div>
            <Show when={props.description}>
              <Kobalte.Description class="mb-4 text-ink-soft">{props.description}</Kobalte.Description>
            </Show>
            {props.children}
            <Show when={props.actions}>
              <div class="mt-6 flex flex-wrap justify-end gap-3">{props.actions}</div>
            </Show>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte>
  );
}
