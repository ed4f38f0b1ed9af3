import { createEffect, createSignal, type JSX, on, Show } from 'solid-js';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { readFailure } from '../../ui/failure.ts';
import { panelWords } from '../words.ts';
import { act } from './acting.ts';
import { firstField } from './focus.ts';

export interface ActionDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly wide?: boolean;
  /** The consequences are not known yet: nobody confirms what they have not been told. */
  readonly isWaiting?: boolean;
  /** Throws what stands in the way; otherwise the dialog closes, unless there is more to ask. */
  readonly run: () => Promise<void | 'stay'>;
  readonly onRefused?: (fields: Readonly<Record<string, string>>) => void;
  readonly children: JSX.Element;
}

/** Something that changes facts: says what it will do, does it, and keeps what was typed when it is refused. */
export function ActionDialog(props: ActionDialogProps) {
  const [isBusy, setBusy] = createSignal(false);
  const [message, setMessage] = createSignal<string | null>(null);
  let form: HTMLFormElement | undefined;
  createEffect(
    on(
      () => props.isOpen,
      () => setMessage(null),
    ),
  );
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy() || props.isWaiting) return;
    setMessage(null);
    props.onRefused?.({});
    setBusy(true);
    try {
      await act(async () => {
        if ((await props.run()) !== 'stay') props.onClose();
      });
    } catch (error) {
      const failure = readFailure(error);
      setMessage(failure.message);
      props.onRefused?.(failure.fields);
      queueMicrotask(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      wide={props.wide ?? false}
      initialFocus={() => firstField(form)}
    >
      <form
        ref={(element) => {
          form = element;
        }}
        novalidate
        class="grid gap-4"
        onSubmit={(event) => void submit(event)}
      >
        <Show when={message()}>{(text) => <Banner tone="bad">{text()}</Banner>}</Show>
        {props.children}
        <div class="mt-2 flex flex-wrap justify-end gap-3">
          <Button onClick={() => props.onClose()}>{panelWords().cancel}</Button>
          <Button
            type="submit"
            look={props.isDangerous ? 'danger' : 'primary'}
            busy={isBusy()}
            disabled={props.isWaiting ?? false}
          >
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
