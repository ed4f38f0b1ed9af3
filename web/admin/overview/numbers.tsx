import { For, Show } from 'solid-js';
import { Badge } from '../../ui/badge.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { formatMoney, formatNumber } from '../../ui/format.ts';
import { locale } from '../../ui/language.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton, SkeletonLines } from '../../ui/skeleton.tsx';
import { Chart, Meter, type Point } from '../parts/charts.tsx';
import { ServerBadge } from '../parts/standing.tsx';
import { panelWords, wordFor } from '../words.ts';
import { createHistory, createNumbers } from './data.ts';
import { words } from './words.ts';

const order = [
  'active',
  'permanent',
  'grace',
  'provisioning',
  'invited',
  'suspended',
  'blocked',
  'restricted',
  'expired',
  'registered',
];
const having = ['active', 'permanent', 'grace'];

/** How many members stand where; each number leads to its list. */
export function MembersCard() {
  const numbers = createNumbers();
  return (
    <Card title={words().numbers}>
      <Loaded query={numbers} skeleton={<SkeletonLines count={6} />}>
        {(data) => {
          const standings = () => data().standings;
          const total = () => having.reduce((sum, standing) => sum + (standings()[standing] ?? 0), 0);
          return (
            <>
              <p class="figures flex items-baseline gap-2">
                <span class="text-[2rem] leading-none font-bold">{formatNumber(total())}</span>
                <span class="text-ink-soft">{words().withAccess}</span>
              </p>
              <ul class="mt-4 grid">
                <For each={order.filter((standing) => (standings()[standing] ?? 0) > 0)}>
                  {(standing) => (
                    <li class="border-t border-line">
                      <a
                        href={`/admin/members?standing=${standing}`}
                        class="figures flex min-h-8 items-center justify-between hover:underline"
                      >
                        <span>{wordFor(panelWords().standings, standing)}</span>
                        <span class="font-semibold">{formatNumber(standings()[standing] ?? 0)}</span>
                      </a>
                    </li>
                  )}
                </For>
              </ul>
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

export function PlacesCard() {
  const numbers = createNumbers();
  return (
    <Card title={words().capacity}>
      <Loaded
        query={numbers}
        skeleton={<SkeletonLines count={3} class="h-8 w-full" />}
        isEmpty={(data) => data.servers.length === 0}
        empty={
          <div class="grid justify-items-start gap-3">
            <p class="text-ink-soft">{words().noServersHelp}</p>
            <ButtonLink href="/admin/servers?new=1">{words().addServer}</ButtonLink>
          </div>
        }
      >
        {(data) => (
          <ul class="grid gap-4">
            <For each={data().servers}>
              {(server) => (
                <li>
                  <div class="mb-1.5 flex flex-wrap items-center justify-between gap-2">
                    <span class="flex flex-wrap items-center gap-2 font-semibold">
                      {server.name}
                      <Show when={!server.enabled}>
                        <Badge>{words().disabled}</Badge>
                      </Show>
                      <Show when={server.state !== 'reachable'}>
                        <ServerBadge state={server.state} />
                      </Show>
                    </span>
                    <span class="figures text-sm text-ink-soft">
                      {server.maxUsers === null
                        ? words().placesUnlimited(formatNumber(server.used))
                        : words().places(formatNumber(server.used), formatNumber(server.maxUsers))}
                    </span>
                  </div>
                  <Show when={server.maxUsers !== null}>
                    <Meter label={server.name} used={server.used} of={server.maxUsers} />
                  </Show>
                </li>
              )}
            </For>
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

export function Charts() {
  const history = createHistory();
  const dayLabel = (day: string) =>
    new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
      new Date(`${day}T12:00:00Z`),
    );
  const monthLabel = (month: string) =>
    new Intl.DateTimeFormat(locale(), { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(`${month}-15T12:00:00Z`),
    );
  return (
    <Loaded
      query={history}
      skeleton={
        <div class="grid gap-5 xl:grid-cols-2">
          <Skeleton class="h-64 w-full" />
          <Skeleton class="h-64 w-full" />
        </div>
      }
    >
      {(data) => {
        const paid = (): Point[] =>
          data().paidMembers.map((day) => ({
            label: dayLabel(day.day),
            value: day.paid,
            text: formatNumber(day.paid),
          }));
        const income = (): Point[] =>
          data().income.map((month) => ({
            label: monthLabel(month.month),
            value: Number(month.amount.amount),
            text: formatMoney(month.amount),
          }));
        return (
          <div class="grid gap-5 xl:grid-cols-2">
            <Chart
              title={words().paidMembers}
              kind="line"
              points={paid()}
              columns={[words().dayColumn, words().membersColumn]}
              figure={paid().at(-1)?.text}
            />
            <Chart
              title={words().income}
              kind="bars"
              points={income()}
              columns={[words().monthColumn, words().incomeColumn]}
              figure={income().at(-1)?.text}
            />
          </div>
        );
      }}
    </Loaded>
  );
}
