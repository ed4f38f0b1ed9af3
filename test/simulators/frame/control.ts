import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { VirtualClock } from './clock.ts';
import type { FaultDesk } from './faults.ts';
import type { Recording } from './recording.ts';

/** Paths under it steer the simulator: they are never recorded and no fault strikes them. */
export const CONTROL = '/__control';

const scope = {
  id: z.string().min(1).exactOptional(),
  method: z.string().exactOptional(),
  route: z.string().min(1),
  bodyIncludes: z.string().exactOptional(),
  times: z.number().int().min(1).exactOptional(),
};

const faultBody = z.discriminatedUnion('kind', [
  z.strictObject({
    ...scope,
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: z.unknown().exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
  }),
  z.strictObject({
    ...scope,
    kind: z.literal('rateLimited'),
    retryAfterSeconds: z.number().min(0).exactOptional(),
    body: z.unknown().exactOptional(),
  }),
  z.strictObject({ ...scope, kind: z.literal('html') }),
  z.strictObject({ ...scope, kind: z.literal('slow'), ms: z.number().min(0) }),
  z.strictObject({ ...scope, kind: z.literal('hang') }),
  z.strictObject({ ...scope, kind: z.literal('closeBefore') }),
  z.strictObject({ ...scope, kind: z.literal('effectThenNoAnswer'), cut: z.boolean().exactOptional() }),
  z.strictObject({ ...scope, kind: z.literal('cutJson') }),
  z.strictObject({ ...scope, kind: z.literal('extraFields') }),
  z.strictObject({ ...scope, kind: z.literal('missingField'), field: z.string().min(1) }),
  z.strictObject({ ...scope, kind: z.literal('emptyList') }),
  z.strictObject({ ...scope, kind: z.literal('shortList') }),
]);

const clockBody = z.strictObject({ advanceMs: z.number().min(0) });

export interface ControlParts {
  readonly name: string;
  readonly recording: Recording;
  readonly faults: FaultDesk;
  readonly clock: VirtualClock;
}

/** The same control for any client and for a drill in another process. */
export function registerControl(app: FastifyInstance, parts: ControlParts): void {
  const { recording, faults, clock } = parts;

  app.get(CONTROL, async () => ({ name: parts.name, now: clock.now() }));
  app.get(`${CONTROL}/requests`, async () => recording.requests);
  app.get(`${CONTROL}/unmodelled`, async () => recording.unmodelled);
  app.delete(`${CONTROL}/requests`, async (_request, reply) => {
    recording.clear();
    return reply.code(204).send();
  });

  app.get(`${CONTROL}/faults`, async () =>
    faults.list().map(({ id, fault, hits }) => ({ ...fault, id, hits, route: String(fault.route) })),
  );
  app.post(`${CONTROL}/faults`, async (request, reply) => {
    const body = faultBody.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    return reply.code(201).send({ id: faults.add(body.data) });
  });
  app.delete(`${CONTROL}/faults`, async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.delete<{ Params: { id: string } }>(`${CONTROL}/faults/:id`, async (request, reply) => {
    const isGone = faults.remove(request.params.id);
    return reply.code(isGone ? 204 : 404).send();
  });

  app.post(`${CONTROL}/clock`, async (request, reply) => {
    const body = clockBody.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    clock.advance(body.data.advanceMs);
    return reply.send({ now: clock.now() });
  });
}
