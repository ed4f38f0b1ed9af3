import { afterEach, describe, expect, it } from 'vitest';
import { createFrame, type Fault, type Frame } from './index.ts';

const HOUR = 3_600_000;
const open: Frame[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((frame) => frame.close()));
});

/** A system with a counter (the effect), a list and a record. */
async function aSystem(): Promise<{ frame: Frame; url: string; effects: () => number }> {
  const frame = createFrame({ name: 'counter' });
  let effects = 0;
  frame.app.post('/count', async () => ({ effects: ++effects }));
  frame.app.get('/list', async () => [
    { id: 'a', tags: [] },
    { id: 'b', tags: [] },
  ]);
  frame.app.get('/page', async () => ({ items: [1, 2, 3, 4], total: 4 }));
  open.push(frame);
  return { frame, url: await frame.listen(), effects: () => effects };
}

async function withFault(fault: Fault) {
  const system = await aSystem();
  system.frame.faults.add(fault);
  return system;
}

describe('the frame of a simulator', () => {
  it('records method, path, query, headers and body as they were sent', async () => {
    const { frame, url } = await aSystem();

    await fetch(`${url}/count?a=1&b=two`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-key': 'k' },
      body: '{"n":1}',
    });

    expect(frame.requests).toMatchObject([
      {
        method: 'POST',
        path: '/count',
        search: 'a=1&b=two',
        query: { a: '1', b: 'two' },
        headers: { 'x-key': 'k' },
        body: { n: 1 },
        rawBody: '{"n":1}',
      },
    ]);
  });

  it('shows a form as a flat record and keeps repeated keys in order', async () => {
    const { frame, url } = await aSystem();

    await fetch(`${url}/count`, {
      method: 'POST',
      body: new URLSearchParams([
        ['metadata[id]', '7'],
        ['expand[]', 'x'],
        ['expand[]', 'y'],
      ]),
    });

    expect(frame.requests[0]?.body).toEqual({ 'metadata[id]': '7', 'expand[]': ['x', 'y'] });
  });

  it('keeps only the newest requests', async () => {
    const frame = createFrame({ name: 'small', requestsKept: 10 });
    frame.app.get('/n', async () => ({}));
    open.push(frame);
    const url = await frame.listen();

    for (let i = 0; i < 25; i += 1) await fetch(`${url}/n?i=${i}`);

    expect(frame.requests.length).toBeLessThanOrEqual(10);
    expect(frame.requests.at(-1)?.query).toEqual({ i: '24' });
  });

  it('answers 501 on a route that is not modelled and remembers it', async () => {
    const { frame, url } = await aSystem();

    const reply = await fetch(`${url}/nowhere`);

    expect(reply.status).toBe(501);
    expect(frame.unmodelled).toMatchObject([{ method: 'GET', path: '/nowhere' }]);
  });

  it('lives on a clock that can be moved forward', async () => {
    const { frame, url } = await aSystem();
    const due: number[] = [];
    frame.clock.onAdvance(() => due.push(frame.clock.now()));

    frame.clock.advance(HOUR);
    await fetch(`${url}/list`);

    expect(due).toHaveLength(1);
    expect(frame.requests[0]?.at).toBeGreaterThanOrEqual(Date.now() + HOUR - 1_000);
    expect(() => frame.clock.advance(-1)).toThrow(RangeError);
  });

  it('tells a test when a request arrives', async () => {
    const { frame, url } = await aSystem();
    frame.faults.add({ route: '/count', kind: 'hang' });
    const arrived = frame.arrival((request) => request.path === '/count');
    const answer = fetch(`${url}/count`, { method: 'POST' }).catch((error: unknown) => error);

    expect((await arrived).method).toBe('POST');

    await frame.close();
    expect(await answer).toBeInstanceOf(TypeError);
  });
});

describe('a fault', () => {
  it('strikes as often as asked and then lets the route answer', async () => {
    const { url, effects } = await withFault({ route: '/count', times: 2, kind: 'status', status: 500 });

    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await fetch(`${url}/count`, { method: 'POST' })).status);

    expect(statuses).toEqual([500, 500, 200]);
    expect(effects()).toBe(1);
  });

  it('strikes only the method, route, body and condition it names', async () => {
    const { frame, url } = await aSystem();
    frame.faults.add({ method: 'POST', route: '/c*t', bodyIncludes: 'x', kind: 'status', status: 418 });
    frame.faults.add({ route: /^\/page$/g, when: (request) => request.query['p'] === '2', kind: 'html' });

    const struck = await fetch(`${url}/count`, { method: 'POST', body: 'xyz' });
    const otherBody = await fetch(`${url}/count`, { method: 'POST', body: 'abc' });
    const secondPage = await fetch(`${url}/page?p=2`);
    const secondPageAgain = await fetch(`${url}/page?p=2`);
    const firstPage = await fetch(`${url}/page?p=1`);

    expect([struck.status, otherBody.status]).toEqual([418, 200]);
    expect(secondPage.headers.get('content-type')).toContain('text/html');
    expect(secondPageAgain.headers.get('content-type')).toContain('text/html');
    expect(firstPage.headers.get('content-type')).toContain('application/json');
  });

  it('can say 429 with and without a wait', async () => {
    const { frame, url } = await withFault({
      route: '/list',
      times: 1,
      kind: 'rateLimited',
      retryAfterSeconds: 7,
    });
    frame.faults.add({ route: '/list', kind: 'rateLimited' });

    const first = await fetch(`${url}/list`);
    const second = await fetch(`${url}/list`);

    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, null]);
  });

  it('can make an answer slow', async () => {
    const { url } = await withFault({ route: '/list', kind: 'slow', ms: 60 });
    const begun = performance.now();

    const reply = await fetch(`${url}/list`);

    expect(reply.status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(55);
  });

  it('can break the connection before anything happens', async () => {
    const { url, effects } = await withFault({ route: '/count', kind: 'closeBefore' });

    await expect(fetch(`${url}/count`, { method: 'POST' })).rejects.toThrow(TypeError);

    expect(effects()).toBe(0);
  });

  it('can hang without an effect until the simulator closes', async () => {
    const { frame, url, effects } = await withFault({ route: '/count', kind: 'hang' });
    const answer = fetch(`${url}/count`, { method: 'POST', signal: AbortSignal.timeout(100) });

    await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });

    expect(effects()).toBe(0);
    expect(frame.requests).toHaveLength(1);
  });

  it('can apply the effect and then answer nothing', async () => {
    const { url, effects } = await withFault({ route: '/count', times: 1, kind: 'effectThenNoAnswer' });
    const answer = fetch(`${url}/count`, { method: 'POST', signal: AbortSignal.timeout(100) });

    await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });

    expect(effects()).toBe(1);
  });

  it('can apply the effect and then break the connection', async () => {
    const { url, effects } = await withFault({ route: '/count', kind: 'effectThenNoAnswer', cut: true });

    await expect(fetch(`${url}/count`, { method: 'POST' })).rejects.toThrow(TypeError);

    expect(effects()).toBe(1);
  });

  it('can cut the JSON in half', async () => {
    const { url } = await withFault({ route: '/list', kind: 'cutJson' });

    const reply = await fetch(`${url}/list`);

    await expect(reply.json()).rejects.toThrow(SyntaxError);
  });

  it('can add unknown fields to every object', async () => {
    const { url } = await withFault({ route: '/list', kind: 'extraFields' });

    const list = (await (await fetch(`${url}/list`)).json()) as object[];

    expect(list).toMatchObject([{ id: 'a' }, { id: 'b' }]);
    expect(Object.keys(list[0] ?? {})).toHaveLength(3);
  });

  it('can leave out a field wherever it stands', async () => {
    const { url } = await withFault({ route: '/list', kind: 'missingField', field: 'id' });

    expect(await (await fetch(`${url}/list`)).json()).toEqual([{ tags: [] }, { tags: [] }]);
  });

  it('can lie with an empty or a short list', async () => {
    const { frame, url } = await withFault({ route: '/list', kind: 'emptyList' });
    frame.faults.add({ route: '/page', kind: 'shortList' });

    expect(await (await fetch(`${url}/list`)).json()).toEqual([]);
    expect(await (await fetch(`${url}/page`)).json()).toEqual({ items: [1, 2], total: 4 });
  });

  it('ends when it is removed', async () => {
    const { frame, url } = await withFault({ id: 'down', route: '*', kind: 'status', status: 503 });

    const during = await fetch(`${url}/list`);
    frame.faults.remove('down');
    const after = await fetch(`${url}/list`);

    expect([during.status, after.status]).toEqual([503, 200]);
  });
});

describe('the control of a simulator', () => {
  const json = { 'content-type': 'application/json' };

  it('steers faults from another process and is itself neither recorded nor struck', async () => {
    const { frame, url } = await aSystem();

    const added = await fetch(`${url}/__control/faults`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ id: 'f1', route: '*', kind: 'status', status: 503, times: 5 }),
    });
    const struck = await fetch(`${url}/list`);
    const listed = await (await fetch(`${url}/__control/faults`)).json();
    const removed = await fetch(`${url}/__control/faults/f1`, { method: 'DELETE' });
    const fine = await fetch(`${url}/list`);

    expect([added.status, struck.status, removed.status, fine.status]).toEqual([201, 503, 204, 200]);
    expect(listed).toMatchObject([{ id: 'f1', hits: 1, kind: 'status', status: 503, times: 5 }]);
    expect(frame.requests).toHaveLength(2);
  });

  it('refuses a fault it does not understand and names the reason', async () => {
    const { frame, url } = await aSystem();

    const reply = await fetch(`${url}/__control/faults`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ route: '/list', kind: 'slow' }),
    });

    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: expect.stringContaining('ms') });
    expect(frame.faults.list()).toEqual([]);
  });

  it('shows the requests and moves the clock', async () => {
    const { frame, url } = await aSystem();
    await fetch(`${url}/list`);
    await fetch(`${url}/nowhere`);

    const requests = await (await fetch(`${url}/__control/requests`)).json();
    const unmodelled = await (await fetch(`${url}/__control/unmodelled`)).json();
    const moved = await fetch(`${url}/__control/clock`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ advanceMs: HOUR }),
    });

    expect(requests).toMatchObject([{ path: '/list' }, { path: '/nowhere' }]);
    expect(unmodelled).toMatchObject([{ path: '/nowhere' }]);
    expect(((await moved.json()) as { now: number }).now).toBeGreaterThan(Date.now() + HOUR - 1_000);
    expect(frame.clock.now()).toBeGreaterThan(Date.now() + HOUR - 1_000);
  });
});
