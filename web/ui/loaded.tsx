import { type JSX, Match, Show, Switch } from 'solid-js';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { readFailure } from './failure.ts';
import { formatRelative } from './format.ts';
import { uiWords } from './words.ts';

/** The part of a query (@tanstack/solid-query) that a page draws from. */
export interface Loadable<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly dataUpdatedAt: number;
  refetch(): unknown;
}

export interface LoadedProps<Data> {
  readonly query: Loadable<Data>;
  /** The same shape as the page, without its content. */
  readonly skeleton: JSX.Element;
  /** Shown where there is nothing yet: says what it is for and offers the first step. */
  readonly empty?: JSX.Element;
  readonly isEmpty?: (data: Data) => boolean;
  readonly children: (data: () => Data) => JSX.Element;
}

/** The four states of everything that is loaded: loading, empty, error, stale. */
export function Loaded<Data>(props: LoadedProps<Data>) {
  const present = () => (props.query.isPending ? undefined : props.query.data);
  const isEmpty = (data: Data) => props.isEmpty?.(data) ?? false;
  return (
    <Switch>
      <Match when={props.query.isPending}>
        <div role="status" aria-label={uiWords().loading}>
          {props.skeleton}
        </div>
      </Match>
      <Match when={present()}>
        {(data) => (
          <>
            <Show when={props.query.isError}>
              <div class="mb-4">
                <Stale query={props.query} />
              </div>
            </Show>
            <Show when={!isEmpty(data())} fallback={props.empty}>
              {props.children(data as () => Data)}
            </Show>
          </>
        )}
      </Match>
      <Match when={props.query.isError}>
        <FailureNote error={props.query.error} retry={() => props.query.refetch()} />
      </Match>
    </Switch>
  );
}

function Stale<Data>(props: { readonly query: Loadable<Data> }) {
  return (
    <Banner
      tone="warn"
      action={
        <Button size="small" onClick={() => props.query.refetch()}>
          {uiWords().retry}
        </Button>
      }
    >
      {uiWords().staleSince(formatRelative(props.query.dataUpdatedAt))}
    </Banner>
  );
}

/** What failed, in words, and a way to try again. */
export function FailureNote(props: { readonly error: unknown; readonly retry?: () => void }) {
  const failure = () => readFailure(props.error);
  const text = () => {
    if (failure().kind === 'offline') return uiWords().offline;
    return failure().kind === 'broken' ? uiWords().broken : failure().message;
  };
  return (
    <Banner
      tone="bad"
      action={
        <Show when={props.retry}>
          <Button size="small" onClick={() => props.retry?.()}>
            {uiWords().retry}
          </Button>
        </Show>
      }
    >
      <p>{text()}</p>
      <Show when={failure().errorId}>
        <p class="text-sm">
          {uiWords().number} <code>{failure().errorId}</code>
        </p>
      </Show>
    </Banner>
  );
}
