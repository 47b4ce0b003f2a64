// Keeps a copy of the whole app in the browser, so that it opens without a network. The build writes which files there are.
// Each build has a cache of its own: a new version is fetched beside the old one and takes its place when the reader says so.

declare const self: ServiceWorkerGlobalScope;

/** Paths from the folder of this script, and what tells this build from others. The build puts them here. */
const build: { readonly version: string; readonly files: readonly string[] } = JSON.parse('__HOPLAB_BUILD__');

const PREFIX = 'hoplab-';
const CACHE = PREFIX + build.version;
const HOME = 'index.html';

const addressOf = (path: string): string => new URL(path, self.registration.scope).href;

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Not from the browser's own cache: files without a hash in their names may be old there.
  await cache.addAll(build.files.map((path) => new Request(addressOf(path), { cache: 'reload' })));
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await self.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const wanted = request.mode === 'navigate' ? addressOf(HOME) : request.url;
  return (await cache.match(wanted, { ignoreSearch: true })) ?? fetch(request);
}

/** Pages and files of this app; what is beside it on the same site is not its own. */
function isOwn({ method, mode, url }: Request): boolean {
  if (method !== 'GET' || !url.startsWith(self.registration.scope)) return false;
  const path = url.slice(self.registration.scope.length).replace(/[?#].*$/, '');
  return mode === 'navigate' ? path === '' || path === HOME : build.files.includes(decodeURIComponent(path));
}

self.addEventListener('install', (event) => event.waitUntil(keepAll()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  if (isOwn(event.request)) event.respondWith(answer(event.request));
});
