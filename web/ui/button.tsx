import { A, type AnchorProps } from '@solidjs/router';
import { type JSX, Show, splitProps } from 'solid-js';

export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger';
export type ButtonSize = 'small' | 'normal' | 'large';

const base =
  'inline-flex items-center justify-center gap-2 rounded-md font-semibold select-none whitespace-nowrap ' +
  'transition-colors duration-100 disabled:opacity-55 aria-disabled:opacity-55';

const looks: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  plain: 'border border-line-strong bg-surface text-ink hover:bg-sunken',
  quiet: 'text-ink hover:bg-sunken',
  danger: 'border border-bad bg-bad-soft text-bad hover:bg-bad hover:text-surface',
};

const sizes: Readonly<Record<ButtonSize, string>> = {
  small: 'min-h-8 px-3 text-sm',
  normal: 'min-h-10 px-4 text-base',
  large: 'min-h-13 px-6 text-lead',
};

export function buttonClass(look: ButtonLook = 'plain', size: ButtonSize = 'normal'): string {
  return `${base} ${looks[look]} ${sizes[size]}`;
}

interface Look {
  readonly look?: ButtonLook;
  readonly size?: ButtonSize;
}

export interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement>, Look {
  /** Work is under way: it cannot be pressed again, and says so. */
  readonly busy?: boolean;
}

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ['look', 'size', 'busy', 'class', 'children', 'disabled', 'type']);
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={`${buttonClass(own.look, own.size)} ${own.class ?? ''}`}
      disabled={own.disabled || own.busy}
      aria-busy={own.busy ? 'true' : undefined}
    >
      <Show when={own.busy}>
        <Spinner />
      </Show>
      {own.children}
    </button>
  );
}

export function ButtonLink(props: AnchorProps & Look) {
  const [own, rest] = splitProps(props, ['look', 'size', 'class']);
  return <A {...rest} class={`${buttonClass(own.look, own.size)} no-underline ${own.class ?? ''}`} />;
}

export function Spinner() {
  return (
    <span
      aria-hidden="true"
      class="size-[1em] animate-spin rounded-full border-2 border-current border-r-transparent"
    />
  );
}
