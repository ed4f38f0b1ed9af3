import type { JSX } from 'solid-js';

/** One of several that exclude each other, as a line that can be pressed anywhere. */
export function ChoiceLine(props: {
  /** What is chosen: the same for all of them. */
  readonly name: string;
  readonly value: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly children: JSX.Element;
}) {
  return (
    <label
      class="flex cursor-pointer items-start gap-4 rounded-md border bg-surface p-4 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
      classList={{ 'border-accent': props.isChosen, 'border-line-strong': !props.isChosen }}
    >
      <input
        type="radio"
        name={props.name}
        value={props.value}
        checked={props.isChosen}
        onChange={() => props.onChoose()}
        class="mt-0.5 size-6 shrink-0 accent-accent"
      />
      <span class="grid min-w-0 flex-1 gap-2 self-center">{props.children}</span>
    </label>
  );
}
