import type { FastifyInstance } from 'fastify';
import type { Settings } from '../domain/settings/index.ts';
import { routeLimit } from './security.ts';

const FALLBACK = 'Streams Manager';

/** What a browser needs to install the site as an app, under the site's own name. */
export function registerManifest(app: FastifyInstance, settings: () => Promise<Settings>): void {
  app.get(
    '/manifest.webmanifest',
    { config: routeLimit({ max: 120, seconds: 60 }) },
    async (_request, reply) => {
      const name = (await settings()).site.name || FALLBACK;
      return await reply
        .type('application/manifest+json')
        .header('cache-control', 'no-cache')
        .send(JSON.stringify(manifest(name)));
    },
  );
}

function manifest(name: string) {
  return {
    id: '/',
    name,
    short_name: name.slice(0, 30),
    start_url: '/account',
    scope: '/',
    display: 'standalone',
    background_color: '#130c14',
    theme_color: '#8c1d6e',
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
    ],
  };
}
