import { Show } from 'solid-js';
import type { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import type { CsvCell } from '../parts/csv.ts';
import { StandingBadge } from '../parts/standing.tsx';
import type { Column } from '../parts/table.tsx';
import { words } from './words.ts';

export type MemberRow = Awaited<ReturnType<typeof api.admin.members.list.query>>['rows'][number];

export function memberColumns(): readonly Column<MemberRow>[] {
  const names = words().columns;
  return [
    { key: 'name', title: names.name, sort: 'name', cell: (member) => <NameCell member={member} /> },
    {
      key: 'email',
      title: names.email,
      sort: 'email',
      from: 'md',
      cell: (member) => (
        <Show when={member.email} fallback={<span class="text-ink-soft">{words().noEmail}</span>}>
          <span class="break-all">{member.email}</span>
        </Show>
      ),
    },
    {
      key: 'standing',
      title: names.standing,
      sort: 'standing',
      cell: (member) => (
        <span class="inline-flex flex-wrap gap-1.5">
          <StandingBadge standing={member.standing} />
          <Show when={member.isOnTrial}>
            <Badge>{words().trial}</Badge>
          </Show>
        </span>
      ),
    },
    { key: 'plan', title: names.plan, from: 'lg', cell: (member) => member.plan },
    { key: 'server', title: names.server, from: 'xl', cell: (member) => member.server },
    {
      key: 'until',
      title: names.until,
      sort: 'until',
      from: 'sm',
      cell: (member) => <UntilCell member={member} />,
    },
    {
      key: 'next',
      title: names.next,
      sort: 'next',
      from: 'lg',
      cell: (member) => <Show when={member.nextAt}>{(at) => <Instant at={at()} as="relative" />}</Show>,
    },
    { key: 'username', title: names.username, isExtra: true, cell: (member) => member.username },
    {
      key: 'joined',
      title: names.joined,
      sort: 'joined',
      isExtra: true,
      cell: (member) => <Instant at={member.joinedAt} />,
    },
  ];
}

function NameCell(props: { readonly member: MemberRow }) {
  return (
    <>
      <span class="inline-flex items-center gap-2">
        {props.member.name}
        <Show when={props.member.needsAttention}>
          <Icon name="warning" class="text-bad" label={words().needsAttention} />
        </Show>
      </span>
      <span class="block font-normal sm:hidden">
        <UntilCell member={props.member} />
      </span>
    </>
  );
}

function UntilCell(props: { readonly member: MemberRow }) {
  return (
    <Show
      when={props.member.until}
      fallback={<span class="text-ink-soft">{props.member.isPermanent ? words().noEnd : ''}</span>}
    >
      {(until) => <Instant at={until()} />}
    </Show>
  );
}

export function memberHeader(): readonly string[] {
  const names = words().columns;
  return [
    names.id,
    names.name,
    names.email,
    names.standing,
    names.permanent,
    names.plan,
    names.server,
    names.username,
    names.until,
    names.next,
    names.joined,
    names.attention,
  ];
}

export function memberCells(member: MemberRow): readonly CsvCell[] {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return [
    member.id,
    member.name,
    member.email,
    member.standing,
    member.isPermanent,
    member.plan,
    member.server,
    member.username,
    iso(member.until),
    iso(member.nextAt),
    iso(member.joinedAt),
    member.needsAttention,
  ];
}
