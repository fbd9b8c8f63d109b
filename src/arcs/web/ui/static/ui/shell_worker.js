// Answers for one room's pages where the server does not: with a shell that holds no person, no call and no session.
// What it is for stands in self.arcsShell, which the server writes before this text. Nothing else is ever kept.
"use strict";
const { room, version, shell, pages, beside, files } = self.arcsShell;
const OWN = `arcs-shell-${room}-`, NAME = OWN + version;
const GIVE_UP_MS = 8000, NOBODY_BEHIND = [502, 504];
const isPage = new RegExp(`^${pages}$`);

const fetched = async (url, cache = "default") => {
  const answer = await fetch(url, { cache, redirect: "error", headers: { "Arcs-Background": "true" } });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer;
};
// What a page or a sheet names. Names of files change with their content, so that one that is there is never asked again.
const named = (text, base) => [...text.matchAll(/(?:href|src)="([^"#]+)|url\(["']?([^"')]+)/g)].map(([, one, other]) => new URL(one ?? other, base))
  .filter((one) => one.origin === location.origin && one.pathname.startsWith(files)).map((one) => one.pathname);
const keepFile = async (cache, file, seen) => {
  if (seen.has(file)) return;
  seen.add(file);
  if (!(await cache.match(file))) await cache.put(file, await fetched(file));
  if (!file.endsWith(".css")) return;
  const sheet = await (await cache.match(file)).text();
  await Promise.all(named(sheet, new URL(file, location.href)).map((one) => keepFile(cache, one, seen)));
};
const keep = async () => {
  const cache = await caches.open(NAME), seen = new Set();
  const page = await fetched(shell, "no-store");
  const text = await page.clone().text();
  await Promise.all(named(text, location.href).map((one) => keepFile(cache, one, seen)));
  await cache.put(shell, page); // last: a shell that is there is whole
};

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((one) => one.startsWith(OWN) && one !== NAME);
  await Promise.all(old.map((one) => caches.delete(one)));
  await self.clients.claim();
})()));
// A page that came from the server has the shell fetched anew, or keeps beside it what it may.
self.addEventListener("message", (event) => {
  const { url, text } = event.data;
  if (url === undefined) event.waitUntil(keep().catch(() => {})); // the link is lost: the shell that is there stays
  else if (beside.includes(url)) event.waitUntil(caches.open(NAME).then((cache) => cache.put(url, new Response(text))));
});

const late = () => new Promise((_, failed) => { setTimeout(() => failed(new Error("no answer")), GIVE_UP_MS); });
const page = async (request) => {
  let came = null, fault = null;
  try { came = await Promise.race([fetch(request), late()]); } catch (lost) { fault = lost; }
  if (came && !NOBODY_BEHIND.includes(came.status)) return came;
  const kept = await (await caches.open(NAME)).match(shell);
  if (kept) return kept;
  if (came) return came;
  throw fault;
};
const file = async (request, path) => (await (await caches.open(NAME)).match(path)) ?? fetch(request);
self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") { if (isPage.test(pathname)) event.respondWith(page(request)); }
  else if (pathname.startsWith(files)) event.respondWith(file(request, pathname));
});
