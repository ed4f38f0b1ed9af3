import type { api } from '../../ui/api.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Instant } from '../../ui/instant.tsx';
import type { Column } from '../parts/table.tsx';
import { panelWords, wordFor } from '../words.ts';
import { words } from './words.ts';

export type HeldRow = Awaited<ReturnType<typeof api.admin.holds.page.query>>['rows'][number];

const tones: Readonly<Record<HeldRow['state'], Tone>> = {
  waiting: 'warn',
  released: 'neutral',
  kept: 'good',
  dropped: 'neutral',
};

export function heldColumns(): readonly Column<HeldRow>[] {
  const names = words().held;
  return [
    { key: 'name', title: names.name, cell: (row) => row.name },
    {
      key: 'ended',
      title: names.ended,
      from: 'sm',
      cell: (row) => (row.timeEndedAt === null ? names.noTime : <Instant at={row.timeEndedAt} />),
    },
    {
      key: 'wanted',
      title: names.wanted,
      from: 'md',
      cell: (row) => wordFor(panelWords().levels, row.wanted),
    },
    { key: 'server', title: names.server, from: 'lg', cell: (row) => row.server },
    { key: 'since', title: names.since, from: 'xl', cell: (row) => <Instant at={row.since} /> },
    {
      key: 'state',
      title: names.state,
      cell: (row) => <Badge tone={tones[row.state]}>{words().states[row.state]}</Badge>,
    },
    {
      key: 'decided',
      title: names.decided,
      from: 'lg',
      cell: (row) =>
        row.decidedAt === null ? null : (
          <>
            <Instant at={row.decidedAt} /> {row.decidedBy}
          </>
        ),
    },
  ];
}
