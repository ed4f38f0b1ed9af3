import { keepPreviousData, useQuery } from '@tanstack/solid-query';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { keys } from '../data.ts';
import { panelWords } from '../words.ts';
import { Chooser } from './chooser.tsx';

export interface PickedMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Chooses one member by part of a name, e-mail address or user name. */
export function MemberPicker(props: {
  readonly label: string;
  readonly changeLabel: string;
  readonly value: PickedMember | null;
  readonly onPick: (member: PickedMember | null) => void;
  readonly error?: string | undefined;
}) {
  const [text, setText] = createSignal('');
  const found = useQuery(() => {
    const search = text().trim();
    return {
      queryKey: [...keys.all, 'find', search],
      queryFn: () => api.admin.members.find.query({ search }),
      enabled: search !== '' && props.value === null,
      placeholderData: keepPreviousData,
    };
  });
  // What was found for an earlier text must not be chosen by a quick Enter.
  const isCurrent = () => text().trim() !== '' && !found.isPending && !found.isPlaceholderData;
  const items = () => (isCurrent() ? (found.data ?? []) : []);
  const note = () => (isCurrent() && items().length === 0 ? panelWords().palette.nothing : undefined);
  return (
    <Show
      when={props.value}
      fallback={
        <Chooser
          label={props.label}
          text={text()}
          onText={setText}
          items={items()}
          itemKey={(member) => member.id}
          note={note()}
          error={props.error}
          draw={(member) => (
            <span class="grid min-w-0">
              <span class="truncate font-medium">{member.name}</span>
              <span class="truncate text-sm text-ink-soft">{member.email}</span>
            </span>
          )}
          onChoose={(member) => props.onPick(member)}
        />
      }
    >
      {(member) => (
        <div>
          <p class="mb-1.5 font-semibold">{props.label}</p>
          <div class="flex flex-wrap items-center justify-between gap-2 rounded-md border border-line px-3 py-2">
            <span class="min-w-0">
              <span class="block truncate font-medium">{member().name}</span>
              <span class="block truncate text-sm text-ink-soft">{member().email}</span>
            </span>
            <Button size="small" onClick={() => props.onPick(null)}>
              {props.changeLabel}
            </Button>
          </div>
          <Show when={props.error}>
            <p role="alert" class="mt-1.5 text-sm text-bad">
              {props.error}
            </p>
          </Show>
        </div>
      )}
    </Show>
  );
}
