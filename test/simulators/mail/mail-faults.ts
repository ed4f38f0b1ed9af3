import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const scope = {
  id: z.string().min(1).exactOptional(),
  /** Only sessions that have named this recipient. */
  to: z.string().exactOptional(),
  /** Absent: until removed. */
  times: z.number().int().min(1).exactOptional(),
};

const stage = z.enum(['greeting', 'signIn', 'sender', 'recipient', 'data']);

export const mailFault = z.discriminatedUnion('kind', [
  /** Answers with this reply and has no effect. 421 ends the connection, as does anything at the greeting. */
  z.strictObject({
    ...scope,
    kind: z.literal('reply'),
    at: stage,
    code: z.number().int().min(400).max(599),
    text: z.string().exactOptional(),
  }),
  /** Waits in real time, then goes on as ever. */
  z.strictObject({ ...scope, kind: z.literal('slow'), at: stage, ms: z.number().min(0) }),
  /** Never answers. At `data` the message has been read and is not kept. */
  z.strictObject({ ...scope, kind: z.literal('hang'), at: stage }),
  /** The connection breaks and nothing is kept. */
  z.strictObject({ ...scope, kind: z.literal('drop'), at: stage }),
  /** The message is kept and the connection breaks before the yes. */
  z.strictObject({ ...scope, kind: z.literal('acceptThenDrop') }),
  /** The message is kept and the yes never comes. */
  z.strictObject({ ...scope, kind: z.literal('acceptThenHang') }),
]);

export type MailFault = z.infer<typeof mailFault>;
export type Stage = z.infer<typeof stage>;

interface StandingMailFault {
  readonly id: string;
  readonly fault: MailFault;
  readonly hits: number;
}

/** Faults in the order they were added; of those that fit the moment the first one strikes. */
export interface MailFaultDesk {
  add(fault: MailFault): string;
  remove(id: string): boolean;
  clear(): void;
  list(): readonly StandingMailFault[];
  hits(id: string): number;
  strike(at: Stage, recipients: readonly string[]): MailFault | null;
}

export function createMailFaultDesk(): MailFaultDesk {
  const standing = new Map<string, { readonly fault: MailFault; hits: number }>();
  return {
    add(fault) {
      const id = fault.id ?? randomUUID();
      standing.set(id, { fault, hits: 0 });
      return id;
    },
    remove: (id) => standing.delete(id),
    clear: () => standing.clear(),
    list: () => [...standing].map(([id, { fault, hits }]) => ({ id, fault, hits })),
    hits: (id) => standing.get(id)?.hits ?? 0,
    strike(at, recipients) {
      const entry = [...standing.values()].find(({ fault, hits }) => {
        const isSpent = fault.times !== undefined && hits >= fault.times;
        return !isSpent && stageOf(fault) === at && concerns(fault, recipients);
      });
      if (entry === undefined) return null;
      entry.hits += 1;
      return entry.fault;
    },
  };
}

function stageOf(fault: MailFault): Stage {
  return 'at' in fault ? fault.at : 'data';
}

function concerns(fault: MailFault, recipients: readonly string[]): boolean {
  const { to } = fault;
  return to === undefined || recipients.some((recipient) => recipient.toLowerCase() === to.toLowerCase());
}
