// Shows a page of our own where the site cannot be reached. It keeps nothing else: what is shown of access
// and money is always asked for, never remembered.
const CACHE = 'offline-1';
const KEPT = ['/offline.html', '/offline.css', '/icon.svg'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const isKept = KEPT.includes(new URL(request.url).pathname);
  if (request.mode !== 'navigate' && !isKept) return;
  event.respondWith(
    fetch(request).catch(async () => {
      const kept = await caches.match(isKept ? request : '/offline.html');
      return kept ?? Response.error();
    }),
  );
});
