import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { Request, Response } from 'express';
import { expect, test } from 'vitest';
import { createFront, type Front } from '../../../src/request/app.ts';

/** Express has them, its types do not. */
function prototypesOf({ app }: Front): { readonly request: object; readonly response: object } {
  return app as unknown as { request: object; response: object };
}

async function ask(
  handle: (req: Request, res: Response, front: Front) => void,
  given: (front: Front) => Front['classes'] = ({ classes }) => classes,
) {
  const listener: RequestListener = (req, res) => handle(req as Request, res as Response, front);
  const front = createFront(listener);
  const server = createServer(given(front), front.app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  try {
    const answer = await fetch(`http://127.0.0.1:${address.port}/any/path?a=1&b=2`, {
      headers: { 'X-Test': 'here' },
    });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  } finally {
    server.close();
  }
}

test('the prototypes are Express’s own before Express puts them there', async () => {
  const before: unknown[] = [];
  const { body } = await ask((req, res, front) => {
    const { request, response } = prototypesOf(front);
    before.push(Object.getPrototypeOf(req) === request, Object.getPrototypeOf(res) === response);
    res.end(String(req.app === front.app && res.app === front.app));
  });
  expect(before).toEqual([true, true]);
  expect(body).toBe('true');
});

test('replacing them is no change of prototype', async () => {
  const front = createFront(() => {});
  const { request, response } = prototypesOf(front);
  expect(front.classes.IncomingMessage?.prototype).toBe(request);
  expect(front.classes.ServerResponse?.prototype).toBe(response);
});

test('whatever Express gives a request and a response is there', async () => {
  const { status, headers, body } = await ask((req, res) => {
    res
      .status(418)
      .set('X-Own', 'yes')
      .json({
        get: req.get('x-test'),
        query: req.query,
        path: req.path,
        hostname: req.hostname,
        type: req.is('json'),
        accepts: req.accepts('json'),
      });
  });
  expect(status).toBe(418);
  expect(headers.get('x-own')).toBe('yes');
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(JSON.parse(body)).toEqual({
    get: 'here',
    query: { a: '1', b: '2' },
    path: '/any/path',
    hostname: '127.0.0.1',
    type: null,
    accepts: 'json',
  });
});

test('nothing is added to an answer', async () => {
  const { headers } = await ask((_req, res) => res.end('x'));
  expect([...headers.keys()].sort()).toEqual(['connection', 'content-length', 'date', 'keep-alive']);
});

test('it works behind a plain server too', async () => {
  const { body } = await ask(
    (req, res) => res.json(req.get('x-test')),
    () => ({}),
  );
  expect(body).toBe('"here"');
});
