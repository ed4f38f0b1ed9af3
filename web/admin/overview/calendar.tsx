import { createSignal, For, Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { Instant } from '../../ui/instant.tsx';
import { locale } from '../../ui/language.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { memberPath } from '../nav.ts';
import { type Calendar, type CalendarDay, createCalendar, createCalendarDay } from './data.ts';
import { words } from './words.ts';

const kinds = ['begins', 'reminder', 'charge', 'ends', 'removal', 'kick'] as const;
type Kind = (typeof kinds)[number];

const looks: Readonly<Record<Kind, string>> = {
  begins: 'bg-good',
  reminder: 'bg-line-strong',
  charge: 'bg-accent',
  ends: 'bg-gold',
  removal: 'bg-bad',
  kick: 'bg-ink-soft',
};

function countsOf(day: CalendarDay): readonly { readonly kind: Kind; readonly count: number }[] {
  return kinds.map((kind) => ({ kind, count: day.counts[kind] })).filter(({ count }) => count > 0);
}

function isQuiet(day: CalendarDay): boolean {
  return countsOf(day).length === 0;
}

/** The days to come, counted by what happens; a day opens to the people it concerns. */
export function CalendarCard() {
  const calendar = createCalendar();
  return (
    <section aria-labelledby="next-days" class="rounded-md border border-line bg-surface p-5">
      <h2 id="next-days" class="text-lead font-bold">
        {words().next}
      </h2>
      <p class="mb-4 text-sm text-ink-soft">{words().nextHelp}</p>
      <Loaded query={calendar} skeleton={<span class="skeleton block h-52 w-full" />}>
        {(data) => <Days calendar={data()} />}
      </Loaded>
    </section>
  );
}

function Days(props: { readonly calendar: Calendar }) {
  const [chosen, setChosen] = createSignal<string | null>(null);
  const chosenDay = () => props.calendar.days.find((day) => day.date === chosen());
  return (
    <>
      <ul class="grid grid-cols-2 gap-1.5 sm:grid-cols-4 lg:grid-cols-7">
        <For each={props.calendar.days}>
          {(day) => (
            <li classList={{ 'max-sm:hidden': isQuiet(day) }}>
              <Day
                day={day}
                timeZone={props.calendar.timeZone}
                isOpen={chosen() === day.date}
                onToggle={() => setChosen(chosen() === day.date ? null : day.date)}
              />
            </li>
          )}
        </For>
      </ul>
      <Show when={chosenDay()}>{(day) => <DayList day={day()} timeZone={props.calendar.timeZone} />}</Show>
    </>
  );
}

function Day(props: {
  readonly day: CalendarDay;
  readonly timeZone: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}) {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale(), { ...options, timeZone: props.timeZone }).format(props.day.at);
  const summary = () => {
    const counts = countsOf(props.day).map(({ kind, count }) => words().happenings[kind](count));
    return counts.length === 0 ? words().quietDay : counts.join(', ');
  };
  return (
    <button
      type="button"
      disabled={isQuiet(props.day)}
      aria-expanded={props.isOpen}
      aria-label={words().day(formatDay(props.day.at, props.timeZone), summary())}
      class="flex h-full min-h-24 w-full flex-col items-start gap-1 rounded-md border p-2 text-left text-sm"
      classList={{
        'border-accent bg-accent-soft': props.isOpen,
        'border-line': !props.isOpen,
        'hover:bg-sunken': !props.isOpen && !isQuiet(props.day),
      }}
      onClick={() => props.onToggle()}
    >
      <span class="figures flex w-full items-baseline justify-between">
        <span class="font-bold">{format({ day: 'numeric', month: 'short' })}</span>
        <span class="text-ink-soft">{format({ weekday: 'short' })}</span>
      </span>
      <For each={countsOf(props.day)}>
        {({ kind, count }) => (
          <span class="figures flex items-center gap-1.5 whitespace-nowrap">
            <span class={`size-2 shrink-0 rounded-full ${looks[kind]}`} />
            {words().happenings[kind](count)}
          </span>
        )}
      </For>
    </button>
  );
}

function DayList(props: { readonly day: CalendarDay; readonly timeZone: string }) {
  const people = createCalendarDay(() => props.day.date);
  return (
    <div class="mt-4 border-t border-line pt-3">
      <h3 class="font-semibold">{formatDay(props.day.at, props.timeZone)}</h3>
      <Loaded query={people} skeleton={<span class="skeleton mt-2 block h-24 w-full" />}>
        {(data) => (
          <>
            <ul class="mt-2 grid max-h-96 overflow-y-auto text-sm" tabindex="0">
              <For each={data().pages.flatMap((page) => page.entries)}>
                {(entry) => (
                  <li class="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-1.5 last:border-b-0">
                    <span class="w-40 shrink-0 text-ink-soft">
                      <Instant at={entry.at} timeZone={props.timeZone} />
                    </span>
                    <a href={memberPath(entry.memberId)} class="font-semibold hover:underline">
                      {entry.memberName}
                    </a>
                    <span>{words().happening[entry.what]}</span>
                  </li>
                )}
              </For>
            </ul>
            <Show when={people.hasNextPage}>
              <div class="mt-3">
                <Button busy={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
                  {words().moreOfDay(formatNumber(data().pages[0]?.total ?? 0))}
                </Button>
              </div>
            </Show>
          </>
        )}
      </Loaded>
    </div>
  );
}
