import { type JSX, Match, Switch } from 'solid-js';
import type { api } from '../../ui/api.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Instant } from '../../ui/instant.tsx';
import type { Column } from '../parts/table.tsx';
import { panelWords, wordFor } from '../words.ts';
import { words } from './words.ts';

type MoveRow = Awaited<ReturnType<typeof api.admin.migrations.page.query>>['rows'][number];

const tones: Readonly<Record<MoveRow['state'], Tone>> = {
  waiting: 'neutral',
  moving: 'accent',
  migrated: 'good',
  repointed: 'good',
  skipped: 'neutral',
  failed: 'bad',
  cancelled: 'neutral',
};

export function moveColumns(): readonly Column<MoveRow>[] {
  const names = words().move;
  return [
    { key: 'name', title: names.name, cell: (row) => row.name },
    {
      key: 'state',
      title: names.state,
      cell: (row) => <Badge tone={tones[row.state]}>{words().moves[row.state]}</Badge>,
    },
    { key: 'reason', title: names.reason, cell: whyOf },
    {
      key: 'ended',
      title: names.ended,
      from: 'md',
      cell: (row) => (row.endedAt === null ? null : <Instant at={row.endedAt} />),
    },
  ];
}

function whyOf(row: MoveRow): JSX.Element {
  return (
    <Switch>
      <Match when={row.reason}>{(reason) => reasonWord(reason())}</Match>
      <Match when={row.trouble}>
        {(trouble) => words().waitsBecause(wordFor(panelWords().failures, trouble()))}
      </Match>
      <Match when={row.isLeftOnSource}>{words().leftOnSource}</Match>
      <Match when={row.state === 'repointed'}>{words().repointedWhy}</Match>
    </Switch>
  );
}

/** Of a person, of the new server, or what failed there. */
export function reasonWord(reason: string): string {
  return words().reasons[reason] ?? wordFor(panelWords().failures, reason);
}
