import { createEffect, createMemo, createSignal, on, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { TextField } from '../../ui/field.tsx';
import { formatLasting } from '../../ui/format.ts';
import { Instant } from '../../ui/instant.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { Marks } from '../parts/line-of-time.tsx';
import { words } from './clock-words.ts';
import type { Member } from './data.ts';
import { futureMarks } from './marks.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What a clock is off by while it is asked is not worth a word. */
const WORTH_SAYING_MS = 60_000;

/** Moving takes seconds, by which a clock is less ahead than it was asked to be. */
function wholeHours(ms: number): number {
  return Math.round(ms / HOUR_MS) * HOUR_MS;
}

/** On a site for trying out: which now the page speaks of, where it is not everybody's. */
export function ClockNote(props: { readonly member: Member }) {
  return (
    <Show when={(props.member.aheadMs ?? 0) > WORTH_SAYING_MS}>
      <div class="mb-5">
        <Banner tone="warn">
          {words().ahead} <Instant at={props.member.now} />,{' '}
          {words().aheadBy(formatLasting(wholeHours(props.member.aheadMs ?? 0)))}.
        </Banner>
      </div>
    </Show>
  );
}

export function MoveClockDialog(props: {
  readonly member: Member;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const reload = createReload();
  const [days, setDays] = createSignal('7');
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  createEffect(
    on(
      () => props.isOpen,
      () => setReasons({}),
    ),
  );
  const marks = createMemo(() => {
    const until = props.member.now + (Number(days()) || 0) * DAY_MS;
    return futureMarks(props.member.outlook.future.filter(({ at }) => at <= until));
  });
  async function run(): Promise<void> {
    const { hasEnded } = await api.admin.members.moveClock.mutate({ id: props.member.id, days: days() });
    tell(hasEnded ? words().ended : words().moved);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().title(props.member.name)}
      action={words().action}
      run={run}
      onRefused={setReasons}
    >
      <p>{words().help}</p>
      <TextField
        label={words().days}
        help={words().daysHelp}
        inputmode="numeric"
        class="max-w-32"
        value={days()}
        error={reasons()['days']}
        onInput={(event) => setDays(event.currentTarget.value)}
      />
      <section aria-label={words().follows} class="max-h-64 overflow-y-auto" tabindex="0">
        <p class="mb-3 text-sm font-semibold text-ink-soft">{words().follows}</p>
        <Show when={marks().length > 0} fallback={<p class="text-sm">{words().nothing}</p>}>
          <Marks label={words().follows} marks={marks()} isAhead />
        </Show>
      </section>
      <p class="text-sm text-ink-soft">{words().busy}</p>
    </ActionDialog>
  );
}
