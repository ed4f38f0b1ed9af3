import { connectionTests } from '../../bin/api/connection-tests.ts';
import { ensureCatalogue } from '../../db/queries/seed-catalogue.ts';
import type { ApiParts } from '../../api/server.ts';
import { type RunningApi, startApi } from './api.ts';
import { makeAdministrator, MAIL, signedIn } from './sign-in.ts';
import type { Visitor } from './visitor.ts';

export interface Panel {
  readonly api: RunningApi;
  readonly admin: Visitor;
  readonly plans: Readonly<Record<'Monthly' | 'Yearly', string>>;
  readonly groups: Readonly<Record<'Private' | 'Standard' | 'Premium 4K', string>>;
  /** Adds somebody by the panel itself. */
  addMember(name: string): Promise<string>;
  /** Records a payment of 10 for a month as the dialog leaves it, with the fields that are given typed over. */
  record(fields: {
    readonly memberId: string;
    readonly [field: string]: unknown;
  }): ReturnType<Visitor['mutate']>;
  /** The answer of a query that is a list. */
  rows<Row>(procedure: string, input?: unknown): Promise<Row[]>;
  /** The pokes written since the last call, as `workflow key`. */
  takePokes(): Promise<string[]>;
  stop(): Promise<void>;
}

/** The real API with its real connection tests, the catalogue of a new site and an administrator. */
export async function startPanel(parts: Partial<ApiParts> = {}): Promise<Panel> {
  const test = connectionTests({
    stripeApiBase: undefined,
    discordApiBase: undefined,
    siteName: async () => 'Lantern',
  });
  const api = await startApi({ parts: { test, ...parts } });
  await ensureCatalogue(api.db, new Date());
  await api.save('mail', MAIL);
  await api.save('site', { name: 'Lantern', timeZone: 'Europe/Berlin' });
  const admin = await signedIn(api, 'admin@example.org');
  await makeAdministrator(api, 'admin@example.org');
  await api.db.deleteFrom('outbox').execute();
  const plans = await idsByName<'Monthly' | 'Yearly'>(api, 'plans');
  return {
    api,
    admin,
    plans,
    groups: await idsByName(api, 'library_groups'),
    addMember: async (name) => {
      const email = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '.')}@members.example`;
      const fields = { name, email, wantedUsername: '', notes: '', isPermanent: false, planId: null };
      const { body } = await admin.mutate('admin.members.create', fields);
      if (typeof body['memberId'] !== 'string') throw new Error(JSON.stringify(body));
      return body['memberId'];
    },
    record: (fields) =>
      admin.mutate('admin.payments.record', {
        planId: plans.Monthly,
        from: '',
        to: '',
        amount: '10',
        transactionId: '',
        sequenceNumber: '1',
        notes: '',
        isAnnounced: false,
        ...fields,
      }),
    rows: async <Row>(procedure: string, input?: unknown): Promise<Row[]> => {
      const { body } = await admin.query(procedure, input);
      if (!Array.isArray(body)) throw new Error(JSON.stringify(body));
      return body;
    },
    takePokes: async () => {
      const rows = await api.db.deleteFrom('outbox').returning(['workflow', 'key']).execute();
      return rows.map((row) => `${row.workflow} ${row.key}`).sort();
    },
    stop: () => api.stop(),
  };
}

async function idsByName<Name extends string>(
  api: RunningApi,
  table: 'plans' | 'library_groups',
): Promise<Record<Name, string>> {
  const rows = await api.db.selectFrom(table).select(['id', 'name']).execute();
  return Object.fromEntries(rows.map((row) => [row.name, row.id])) as Record<Name, string>;
}
