import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readEnv } from '../../bin/env.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const root = resolve(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
};
const { services } = compose;
const service = (name: string): Service => services[name] ?? {};
const waitsFor = (name: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service(name).depends_on ?? {}).map(([on, { condition }]) => [on, condition]),
  );

describe('docker-compose.yml', () => {
  it('every image has one exact version', () => {
    const images = Object.values(services).flatMap(({ image, build }) =>
      build === undefined ? [image] : [],
    );
    for (const image of images) expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
    expect(service('temporal').image?.split(':')[1]).toBe(service('temporal-namespace').image?.split(':')[1]);
    expect(text).not.toMatch(/auto-setup|:latest/);
  });

  it('only the site and the Temporal page can be reached, and only from this machine unless chosen otherwise', () => {
    const open = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name).toSorted()).toEqual(['api', 'temporal-ui']);
    for (const [, { ports = [] }] of open)
      for (const port of ports) expect(port).toMatch(/^(\$\{SITE_BIND:-)?127\.0\.0\.1/);
  });

  it('the database and Temporal live on a network without a way out', () => {
    expect(compose.networks.inside?.internal).toBe(true);
    for (const name of ['postgres', 'temporal', 'temporal-schema', 'temporal-namespace']) {
      expect(service(name).networks).toEqual(['inside']);
    }
  });

  it('passwords come from the environment, and nothing starts without them', () => {
    const secret = /PASSWORD|PWD|DATABASE_URL/;
    const values = Object.values(services).flatMap(({ environment = {} }) =>
      Object.entries(environment).filter(([name]) => secret.test(name)),
    );
    expect(values.length).toBeGreaterThan(5);
    for (const [, value] of values) expect(value).toMatch(/\$\{[A-Z_]+:\?[^}]+\}/);
  });

  it('each step waits for the one before it', () => {
    const done = 'service_completed_successfully';
    expect(waitsFor('temporal-schema')).toEqual({ postgres: 'service_healthy' });
    expect(waitsFor('temporal')).toEqual({ 'temporal-schema': done });
    expect(waitsFor('temporal-namespace')).toEqual({ temporal: 'service_started' });
    expect(waitsFor('temporal-ui')).toEqual({ 'temporal-namespace': done });
    for (const name of ['api', 'worker']) {
      expect(waitsFor(name)).toEqual({ 'app-schema': done, 'temporal-namespace': done });
    }
    expect(service('postgres').healthcheck?.test).toContain('pg_isready');
  });

  it('all that lasts is on named volumes', () => {
    const sources = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.map((one) => one.split(':')[0]),
    );
    expect(new Set(sources)).toEqual(new Set(Object.keys(compose.volumes)));
  });

  it('Temporal and the app have databases and roles of their own, and connections enough', () => {
    const roles = compose.configs.roles?.content ?? '';
    for (const name of ['app', 'temporal', 'temporal_visibility'])
      expect(roles).toContain(`create database ${name} owner`);
    const { SQL_MAX_CONNS, SQL_VIS_MAX_CONNS } = service('temporal').environment ?? {};
    const most = Number(/max_connections=(\d+)/.exec(service('postgres').command?.join(' ') ?? '')?.[1]);
    expect(most).toBeGreaterThan(4 * (Number(SQL_MAX_CONNS) + Number(SQL_VIS_MAX_CONNS)) + 2 * 20);
  });

  it('our programs understand what they are given, and exist', () => {
    for (const name of ['api', 'worker', 'app-schema']) {
      const filled = Object.entries(service(name).environment ?? {}).map(
        ([variable, value]): [string, string] => [
          variable,
          value
            .replace('${SITE_URI:?', 'https://x.example ')
            .replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1')
            .replace(/\$\{[^}]*\}/g, 'secret')
            .replace(/ .*/, ''),
        ],
      );
      expect(() => readEnv(Object.fromEntries(filled))).not.toThrow();
      expect(existsSync(join(root, service(name).command?.at(-1) ?? ''))).toBe(true);
    }
  });

  it('the example names every variable that must be set', () => {
    const example = readFileSync(join(root, '.env.example'), 'utf8');
    const required = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map((match) => match[1]);
    for (const name of new Set(required)) expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
  });
});

describe('Dockerfile', () => {
  it('images rest on glibc, in one exact version, and do not run as root', () => {
    const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n');
    const bases = lines.filter((line) => line.startsWith('FROM '));
    for (const base of bases) expect(base).toMatch(/^FROM node:24\.\d+\.\d+-bookworm-slim/);
    expect(lines).toContain('USER node');
  });
});
