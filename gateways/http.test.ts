import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createFrame, type Fault as Trouble, type Frame } from '../test/simulators/frame/index.ts';
import { GatewayError } from './fault.ts';
import { type HttpClient, httpClient, type HttpRemote, type HttpRequest, redact } from './http.ts';

const NOON = Date.UTC(2026, 10, 1, 12);
const SECRET = 'sk-top secret';
const open: Frame[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((frame) => frame.close()));
});

async function aRemote(): Promise<{ frame: Frame; url: string; http: HttpClient }> {
  const frame = createFrame({ name: 'thing' });
  frame.app.get('/base/things', async () => ({ id: 7, more: true }));
  frame.app.post('/base/things', async (_request, reply) => reply.code(204).send());
  open.push(frame);
  const url = await frame.listen();
  return { frame, url, http: client(`${url}/base/`) };
}

async function withTrouble(trouble: Trouble) {
  const remote = await aRemote();
  remote.frame.faults.add(trouble);
  return remote;
}

function client(baseUrl: string, change: Partial<HttpRemote> = {}): HttpClient {
  return httpClient({
    name: 'Thing',
    baseUrl,
    fetch,
    now: () => NOON,
    timeoutMs: 200,
    headers: { authorization: `Key ${SECRET}` },
    secrets: [SECRET],
    forbidden: 'requestRejected',
    ...change,
  });
}

const thing = z.looseObject({ id: z.number() });
const read = {
  method: 'GET',
  path: '/things',
  effect: 'read',
  reply: thing,
} as const satisfies HttpRequest<unknown>;
const write = {
  method: 'POST',
  path: '/things',
  effect: 'write',
  json: { a: 1 },
} as const satisfies HttpRequest<unknown>;

async function failure(call: Promise<unknown>): Promise<GatewayError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GatewayError) return error;
  throw new Error('expected a GatewayError', { cause: error });
}

describe('a gateway over HTTP', () => {
  it('joins base and path, sends headers, query and JSON, and parses the answer', async () => {
    const { frame, http } = await aRemote();

    const value = await http.call({ ...read, query: { a: 'b c', d: '&' }, headers: { 'x-own': '1' } });
    await http.call(write);

    expect(value).toEqual({ id: 7, more: true });
    expect(frame.requests).toMatchObject([
      {
        path: '/base/things',
        query: { a: 'b c', d: '&' },
        headers: { 'x-own': '1', authorization: `Key ${SECRET}` },
      },
      { method: 'POST', body: { a: 1 } },
    ]);
  });

  it.each([
    [400, 'requestRejected'],
    [401, 'credentialsRejected'],
    [403, 'requestRejected'],
    [404, 'notFound'],
    [405, 'requestRejected'],
    [408, 'unreachable'],
    [409, 'requestRejected'],
    [410, 'endpointRetired'],
    [422, 'requestRejected'],
    [429, 'rateLimited'],
    [500, 'unreachable'],
    [502, 'unreachable'],
    [503, 'unreachable'],
  ])('reports %i on a read as %s', async (status, fault) => {
    const { http } = await withTrouble({ route: '*', kind: 'status', status });

    expect(await failure(http.call(read))).toMatchObject({ fault, code: String(status) });
  });

  it('reports a proxy that lost the provider during a write as outcomeUnknown', async () => {
    const { frame, http } = await aRemote();
    for (const status of [502, 504]) frame.faults.add({ route: '*', times: 1, kind: 'status', status });
    frame.faults.add({ route: '*', kind: 'status', status: 503 });

    expect((await failure(http.call(write))).fault).toBe('outcomeUnknown');
    expect((await failure(http.call(write))).fault).toBe('outcomeUnknown');
    expect((await failure(http.call(write))).fault).toBe('unreachable');
  });

  it('lets a provider say what 403 and 404 mean', async () => {
    const { frame, url } = await aRemote();
    const http = client(`${url}/base`, { forbidden: 'credentialsRejected' });
    frame.faults.add({ route: '*', times: 1, kind: 'status', status: 403 });
    frame.faults.add({ route: '*', kind: 'status', status: 404 });

    expect((await failure(http.call(read))).fault).toBe('credentialsRejected');
    expect((await failure(http.call({ ...read, missing: 'badReply' }))).fault).toBe('badReply');
    expect(await http.ask({ ...read, answers: [404] })).toEqual({ kind: 'status', status: 404 });
  });

  it('reads a wait in seconds and as a date', async () => {
    const { frame, http } = await aRemote();
    const wait = (value: string) =>
      frame.faults.add({
        route: '*',
        times: 1,
        kind: 'status',
        status: 429,
        headers: { 'retry-after': value },
      });
    wait('1.5');
    wait(new Date(NOON + 90_000).toUTCString());
    wait('soon');

    const waits = [];
    for (let i = 0; i < 3; i += 1) waits.push((await failure(http.call(read))).retryAfterMs);

    expect(waits).toEqual([1_500, 90_000, undefined]);
  });

  it.each([
    [{ kind: 'hang' }, 'unreachable', 'outcomeUnknown'],
    [{ kind: 'closeBefore' }, 'unreachable', 'outcomeUnknown'],
    [{ kind: 'effectThenNoAnswer' }, 'unreachable', 'outcomeUnknown'],
  ] as const)('keeps reads and writes apart when %j', async (trouble, onRead, onWrite) => {
    const { http } = await withTrouble({ route: '*', ...trouble });

    expect((await failure(http.call(read))).fault).toBe(onRead);
    expect((await failure(http.call(write))).fault).toBe(onWrite);
  });

  it('knows that nothing happened when the connection was never opened', async () => {
    const { frame, url, http } = await aRemote();
    await frame.close();

    expect(await failure(http.call(write))).toMatchObject({ fault: 'unreachable', code: 'ECONNREFUSED' });
    const byName = url.replace('127.0.0.1', 'localhost');
    expect(await failure(client(byName).call(write))).toMatchObject({
      fault: 'unreachable',
      code: 'ECONNREFUSED',
    });
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED', 'UND_ERR_CONNECT_TIMEOUT'])(
    'knows that nothing happened at %s',
    async (code) => {
      const cause = Object.assign(new Error('no connection'), { code });
      const failing = () => Promise.reject(new TypeError('fetch failed', { cause }));

      const error = await failure(client('http://somewhere.example', { fetch: failing }).call(write));

      expect(error).toMatchObject({ fault: 'unreachable', code });
    },
  );

  it('calls an answer that breaks off in the middle of a write outcomeUnknown', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"id":', () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const http = client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

    expect((await failure(http.call({ ...write, reply: thing }))).fault).toBe('outcomeUnknown');
    expect((await failure(http.call(read))).fault).toBe('unreachable');
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    { kind: 'html' },
    { kind: 'cutJson' },
    { kind: 'missingField', field: 'id' },
    { kind: 'status', status: 200, body: { id: 'seven' } },
    { kind: 'status', status: 200 },
  ] as const)('reports %j as badReply', async (trouble) => {
    const { http } = await withTrouble({ route: '*', ...trouble });

    expect((await failure(http.call(read))).fault).toBe('badReply');
  });

  it('names the place in the answer that is wrong, and nothing that stands there', async () => {
    const { http } = await withTrouble({
      route: '*',
      kind: 'status',
      status: 200,
      body: { id: 'private words' },
    });

    const { message } = await failure(http.call(read));

    expect(message).toContain('id: ');
    expect(message).not.toContain('private words');
  });

  it('follows no redirect and says where it leads', async () => {
    const { frame, http } = await aRemote();
    frame.faults.add({
      route: '*',
      kind: 'status',
      status: 301,
      headers: { location: `https://elsewhere.example/things?key=${SECRET}` },
    });

    const error = await failure(http.call(write));

    expect(error).toMatchObject({
      fault: 'requestRejected',
      message: expect.stringContaining('https://elsewhere.example'),
    });
    expect(error.message).not.toContain('key=');
  });

  it.each(['not an address', 'ftp://host', 'http://user:pass@host', ''])(
    'refuses the address %j',
    async (baseUrl) => {
      const error = await failure(client(baseUrl).call(read));

      expect(error.fault).toBe('requestRejected');
      expect(error.message).not.toContain('pass@');
    },
  );

  it('lets no secret out, not even when it cannot be sent', async () => {
    const { url } = await aRemote();
    const broken = 'line one\nline two';
    const http = client(url, { headers: { authorization: `Key ${broken}` }, secrets: [broken] });

    const error = await failure(http.call(read));

    expect(`${error.message} ${String(error.cause)}`).not.toContain('line two');
    expect(redact(`a ${SECRET} b ${encodeURIComponent(SECRET)}`, [SECRET, ''])).toBe('a [secret] b [secret]');
  });
});
