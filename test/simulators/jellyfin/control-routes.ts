import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { CONTROL } from '../frame/index.ts';
import type { JellyfinControl } from './control.ts';

const knobs = z.strictObject({
  version: z.enum(['10.11', '12']).exactOptional(),
  hyphenatedIds: z.boolean().exactOptional(),
  emptyLists: z.enum(['sent', 'null', 'absent']).exactOptional(),
  writeDelayMs: z.number().min(0).exactOptional(),
  startingSeconds: z.number().min(0).nullable().exactOptional(),
});
const library = z.strictObject({ name: z.string().min(1), type: z.string().nullable().default(null) });
const account = z.strictObject({
  name: z.string().min(1),
  password: z.string(),
  policy: z.record(z.string(), z.unknown()).default({}),
});
const signIn = z.strictObject({ name: z.string(), password: z.string() });
const playback = z.strictObject({
  token: z.string(),
  title: z.string().min(1),
  /** Milliseconds since the epoch; absent: now. */
  at: z.number().exactOptional(),
});
const hang = z.strictObject({ hangs: z.boolean() });

type ById = { Params: { id: string } };

/** The simulator's own record and knobs for a caller in another process. */
export function controlRoutes(app: FastifyInstance, server: JellyfinControl): void {
  app.get(`${CONTROL}/users`, async () => server.users());
  app.get<{ Querystring: { since?: string } }>(`${CONTROL}/journal`, async (request) => {
    const since = Number(request.query.since ?? 0);
    return server.journal.filter((entry) => entry.at >= since);
  });
  app.get(`${CONTROL}/libraries`, async () => server.libraries());
  app.get<ById>(`${CONTROL}/tokens/:id`, async (request) => ({
    works: server.tokenWorks(request.params.id),
  }));

  app.post(`${CONTROL}/knobs`, async (request, reply) => {
    const body = knobs.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    Object.assign(server.knobs, body.data);
    return reply.code(204).send();
  });
  app.post(`${CONTROL}/libraries`, async (request, reply) => {
    const body = library.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    return reply.code(201).send({ id: server.addLibrary(body.data.name, body.data.type) });
  });
  app.delete<ById>(`${CONTROL}/libraries/:id`, async (request, reply) =>
    reply.code(server.removeLibrary(request.params.id) ? 204 : 404).send(),
  );
  app.post(`${CONTROL}/users`, async (request, reply) => {
    const body = account.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    return reply.code(201).send({ id: server.addUser(body.data) });
  });
  app.post<ById>(`${CONTROL}/users/:id/hang`, async (request, reply) => {
    const body = hang.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    server.hang(request.params.id, body.data.hangs);
    return reply.code(204).send();
  });
  app.post(`${CONTROL}/sign-in`, async (request, reply) => {
    const body = signIn.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    return { token: server.signIn(body.data.name, body.data.password) };
  });
  app.post(`${CONTROL}/play`, async (request, reply) => {
    const body = playback.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    server.play(body.data.token, body.data.title, body.data.at);
    return reply.code(204).send();
  });
}
