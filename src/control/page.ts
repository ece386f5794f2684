import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RequestHandler, Router } from 'express';

/** Where the build puts the page, seen from a checkout and from the package alike. */
const folder = fileURLToPath(new URL('../../dist/page', import.meta.url));

/** Only its own files run, and it speaks to this listener alone; no other site may frame it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const fields = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** By path: the file, and its type. */
const files: Readonly<Record<string, readonly [name: string, type: string]>> = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
};

type Bodies = Readonly<Record<string, Buffer>>;

async function readAll(): Promise<Bodies> {
  const read = Object.entries(files).map(async ([path, [name]]) => [
    path,
    await readFile(join(folder, name)),
  ]);
  return Object.fromEntries(await Promise.all(read)) as Bodies;
}

/** The live page. It holds no data, so it needs no token; what it shows it has to ask for with the token. */
export function pageRoutes(): Router {
  const router = Router();
  // Once, and all of it: a build meanwhile must not give a page parts of two versions.
  let bodies: Promise<Bodies> | null = null;
  const send: RequestHandler = async ({ path }, res) => {
    bodies ??= readAll();
    const [, type = ''] = files[path] ?? [];
    res.set({ ...fields, 'Content-Type': type }).end((await bodies)[path]);
  };
  for (const path of Object.keys(files)) router.get(path, send);
  return router;
}
