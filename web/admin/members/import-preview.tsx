import { For, Show } from 'solid-js';
import type { AppOutputs } from '../../../api/router.ts';
import { Banner } from '../../ui/banner.tsx';
import { formatInstant } from '../../ui/format.ts';
import { memberPath } from '../nav.ts';
import { BoundedList } from '../parts/bounded-list.tsx';
import { wordFor } from '../words.ts';
import { words } from './words.ts';

type Would = AppOutputs['admin']['members']['previewImport'];

/** What the file would make, whom it leaves alone and what is wrong with it. */
export function ImportPreview(props: { readonly would: Would }) {
  const counts = () => props.would.counts;
  return (
    <>
      <Show
        when={counts().problems > 0}
        fallback={
          <Banner tone={counts().made > 0 ? 'accent' : 'warn'}>
            <Summary would={props.would} />
          </Banner>
        }
      >
        <Banner tone="bad">{words().import.problems(counts().problems)}</Banner>
        <Problems would={props.would} />
      </Show>
      <Show when={props.would.ignored.length > 0}>
        <p class="text-sm text-ink-soft">{words().import.ignored(props.would.ignored.join(', '))}</p>
      </Show>
      <Show when={counts().problems === 0 && counts().made > 0}>
        <NewPeople would={props.would} />
      </Show>
      <Show when={counts().there > 0}>
        <KnownPeople would={props.would} />
      </Show>
    </>
  );
}

function Summary(props: { readonly would: Would }) {
  const counts = () => props.would.counts;
  return (
    <Show when={counts().made > 0} fallback={<p class="font-semibold">{words().import.nobody}</p>}>
      <p class="font-semibold">{words().import.summary(words().import.people(counts().made))}</p>
      <p>{words().import.withEnd(counts().made - counts().permanent, counts().permanent)}</p>
      <Show when={counts().there > 0}>
        <p>{words().import.alreadyThere(words().import.people(counts().there))}</p>
      </Show>
      <p>{words().import.accounts}</p>
    </Show>
  );
}

function Problems(props: { readonly would: Would }) {
  return (
    <BoundedList
      label={words().import.problemList}
      rest={props.would.counts.problems - props.would.problems.length}
    >
      <For each={props.would.problems}>
        {({ row, field, reason }) => (
          <li class="py-1">
            <span class="font-semibold">
              {words().import.cell(row, wordFor(words().import.fields, field))}:
            </span>{' '}
            {reason}
          </li>
        )}
      </For>
    </BoundedList>
  );
}

function NewPeople(props: { readonly would: Would }) {
  const end = (plan: string, until: number | null) =>
    until === null
      ? `${plan}, ${words().import.permanent}`
      : words().import.endsThen(plan, formatInstant(until, props.would.timeZone));
  return (
    <BoundedList label={words().import.newPeople} rest={props.would.counts.made - props.would.made.length}>
      <For each={props.would.made}>
        {(person) => (
          <li class="py-1.5">
            <span class="font-semibold">{person.name}</span>{' '}
            <span class="break-all text-ink-soft">{person.email}</span>
            <span class="figures block">{end(person.plan, person.until)}</span>
          </li>
        )}
      </For>
    </BoundedList>
  );
}

function KnownPeople(props: { readonly would: Would }) {
  const shown = (until: number) => formatInstant(until, props.would.timeZone);
  const has = ({ isPermanent, until }: Would['there'][number]) => {
    if (isPermanent) return words().import.permanent;
    return until === null ? words().import.noPaidTime : shown(until);
  };
  const says = (until: number | null) =>
    words().import.fileSays(until === null ? words().import.permanent : shown(until));
  return (
    <BoundedList label={words().import.known} rest={props.would.counts.there - props.would.there.length}>
      <For each={props.would.there}>
        {(person) => (
          <li class="py-1.5">
            <a href={memberPath(person.id)} target="_blank" rel="noreferrer" class="font-semibold underline">
              {person.name}
            </a>{' '}
            <span class="figures">
              {has(person)}; {says(person.untilInFile)}
            </span>
          </li>
        )}
      </For>
    </BoundedList>
  );
}
