import express, { type Request, type Response, Router } from 'express';
import { readDocument } from '../config/document.ts';
import { FileMistakes } from '../config/mistakes.ts';
import { isMapping, type Mapping } from '../lib/mapping.ts';
import { once } from '../lib/once.ts';
import { eventStream } from './events.ts';
import { readInput } from './input.ts';
import { sendOutput } from './ndjson.ts';
import { openApi } from './open-api.ts';
import type { Operation } from './operation.ts';
import { everyOperation } from './operations/index.ts';
import { answerProblem, problemOf, sendProblem } from './problem.ts';
import type { Steering } from './steering.ts';

/** Most bytes of a body; a scenario may have many rules. */
const maxBytes = 1_048_576;

/** The members of a body that is YAML or JSON. */
function membersOf(text: string): Mapping {
  const { value, place } = readDocument(text, 'body');
  if (isMapping(value)) return value;
  throw new FileMistakes([{ ...place([], 'value'), message: 'expected an object' }]);
}

/** What the path, the query and the body say, by name. */
function givenBy({ params, query, body }: Request, operation: Operation): Record<string, unknown> {
  const text: unknown = body;
  const named = { ...query, ...params };
  if (operation.body === undefined || typeof text !== 'string' || text.trim() === '') return named;
  return { ...named, ...(operation.body === '*' ? membersOf(text) : { [operation.body]: text }) };
}

/** `/rules/{id}` as Express writes it. */
const pathOf = ({ path }: Operation) => path.replaceAll(/\{(\w+)\}/g, ':$1');

function handler(operation: Operation, steering: Steering) {
  return async (req: Request, res: Response): Promise<void> => {
    const leaving = new AbortController();
    res.once('close', () => leaving.abort());
    const input = readInput(operation.input, givenBy(req, operation));
    const output = await operation.effect(input, { steering, signal: leaving.signal });
    if (!res.destroyed) sendOutput(req, res, operation, output);
  };
}

/** What they need is loaded when they are first asked for. */
function metrics(steering: Steering) {
  const made = once(async () => {
    const { createMetrics, metricsType } = await import('./metrics.ts');
    return { read: createMetrics(steering), metricsType };
  });
  return async (_req: Request, res: Response): Promise<void> => {
    const { read, metricsType } = await made(steering);
    res.type(metricsType).send(await read());
  };
}

/** One route for each operation, `/openapi.json`, `/events` and `/metrics`. */
export function controlRoutes(steering: Steering): Router {
  const router = Router();
  // Every content type: `curl -d` labels a body as a form.
  router.use(express.text({ type: () => true, limit: maxBytes }));
  for (const operation of everyOperation)
    router[operation.method](pathOf(operation), handler(operation, steering));
  router.get('/openapi.json', (_req, res) => void res.json(openApi()));
  router.get('/events', eventStream(steering));
  router.get('/metrics', metrics(steering));
  router.use((req, res) => {
    const known = everyOperation.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    sendProblem(res, problemOf(404, `no ${req.method} ${req.path}; there is ${known.join(', ')}`));
  });
  router.use(answerProblem);
  return router;
}
