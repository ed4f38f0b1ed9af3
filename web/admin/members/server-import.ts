import { useQuery } from '@tanstack/solid-query';
import { createEffect, createSignal, on } from 'solid-js';
import type { AppOutputs } from '../../../api/router.ts';
import { api } from '../../ui/api.ts';
import { readFailure } from '../../ui/failure.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload, keys } from '../data.ts';

export type Offer = AppOutputs['admin']['accounts']['list'];
export type OfferedServer = Offer['servers'][number];
export type OfferedAccount = OfferedServer['importable'][number];

const WATCH_MS = 1000;
const WATCH_FOR_MS = 30_000;

/** Who is on the servers; looked at again every second while they are being read. */
export function createServerImport(isOpen: () => boolean) {
  const [askedAt, setAskedAt] = createSignal<number | null>(null);
  const [isGivenUp, setGivenUp] = createSignal(false);
  const reload = createReload();
  const isReading = (data: Offer | undefined): boolean => {
    const at = askedAt();
    if (at === null || isGivenUp() || data === undefined) return false;
    return data.servers.some(({ listedAt, obstacle }) => obstacle !== 'notAnswering' && (listedAt ?? 0) < at);
  };
  const offer = useQuery(() => ({
    queryKey: [...keys.all, 'accounts', 'list'],
    queryFn: () => api.admin.accounts.list.query(),
    enabled: isOpen(),
    refetchInterval: (query: { readonly state: { readonly data: Offer | undefined } }) =>
      isReading(query.state.data) ? WATCH_MS : false,
  }));
  async function readAgain(): Promise<void> {
    try {
      const asked = await api.admin.accounts.readAgain.mutate();
      setGivenUp(false);
      setAskedAt(asked.askedAt);
      setTimeout(() => setGivenUp(true), WATCH_FOR_MS);
      await reload();
    } catch (error) {
      tell(readFailure(error).message, 'bad');
    }
  }
  const data = () => (offer.isPending ? undefined : offer.data);
  const reading = () => isReading(data());
  // What was found counts for the page behind the dialog as well.
  createEffect(
    on(reading, (is, was) => {
      if (was === true && !is) void reload();
    }),
  );
  return { offer, data, readAgain, isReading: reading };
}

export type ServerImport = ReturnType<typeof createServerImport>;

function accountKey(server: OfferedServer, account: OfferedAccount): string {
  return `${server.id}/${account.externalId}`;
}

/** Whom the import makes: everybody new, but for what was ticked otherwise. */
export function createChoice(offer: () => Offer | undefined) {
  const [changed, setChanged] = createSignal<ReadonlyMap<string, boolean>>(new Map());
  const isChosen = (server: OfferedServer, account: OfferedAccount) =>
    server.obstacle === null && (changed().get(accountKey(server, account)) ?? account.former === null);
  const choose = (server: OfferedServer, accounts: readonly OfferedAccount[], is: boolean) =>
    setChanged(
      new Map([...changed(), ...accounts.map((account) => [accountKey(server, account), is] as const)]),
    );
  const chosen = () =>
    (offer()?.servers ?? []).flatMap((server) =>
      server.importable
        .filter((account) => isChosen(server, account))
        .map(({ externalId }) => ({ serverId: server.id, externalId })),
    );
  return { isChosen, choose, chosen, reset: () => setChanged(new Map<string, boolean>()) };
}

export type Choice = ReturnType<typeof createChoice>;
