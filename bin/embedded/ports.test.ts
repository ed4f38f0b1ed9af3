import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { holdFreePort, holdPort, PortTaken } from './ports.ts';

describe('holdFreePort', () => {
  it('a preferred port that is free is given', async () => {
    const first = await holdFreePort();
    await first.release();
    const second = await holdFreePort(first.port);
    expect(second.port).toBe(first.port);
    await second.release();
  });

  it('a port that somebody listens on is passed over', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const held = await holdFreePort(port);
    expect(held.port).not.toBe(port);
    await expect(holdPort(port)).rejects.toBeInstanceOf(PortTaken);
    await held.release();
    server.close();
  });

  it.runIf(process.platform === 'linux')('a port that is held but silent is passed over', async () => {
    const held = await holdFreePort();
    await expect(holdPort(held.port)).rejects.toBeInstanceOf(PortTaken);
    const other = await holdFreePort(held.port);
    expect(other.port).not.toBe(held.port);
    await Promise.all([held.release(), other.release()]);
  });

  it('twenty at once are twenty different ones', async () => {
    const held = await Promise.all(Array.from({ length: 20 }, () => holdFreePort()));
    expect(new Set(held.map(({ port }) => port)).size).toBe(20);
    await Promise.all(held.map((one) => one.release()));
  });
});
