import express, { type ErrorRequestHandler, type Request, type Router } from 'express';
import type { OutcomeEntry } from '../model/entry.ts';
import { isSame } from './guard.ts';
import type { Steering } from './steering.ts';

type Outcome = OutcomeEntry['outcome'];

/** Accepts what applications report on their calls, from those that may not steer the gateway. */
export interface OutcomeDesk {
  /** Secret part of the path; every client that has it may report outcomes. */
  readonly token: string;
  readonly tell: Steering['reportOutcome'];
}

/** Most bytes of a body; an outcome needs a few dozen. */
const maxBytes = 4_096;

const allowed =
  'allowed: { "outcome": "success" | "error", "call": "the x-badgateway-call that was sent", or none }';

interface OutcomeBody {
  readonly outcome: Outcome;
  readonly call: string | null;
}

/** `null`: the body is no outcome. */
function read(body: unknown): OutcomeBody | null {
  if (typeof body !== 'object' || body === null) return null;
  const { outcome, call = null, ...more } = body as Readonly<Record<string, unknown>>;
  if (outcome !== 'success' && outcome !== 'error') return null;
  if (call !== null && typeof call !== 'string') return null;
  return Object.keys(more).length === 0 ? { outcome, call } : null;
}

const unreadable: ErrorRequestHandler = (error: { readonly status?: number }, _req, res, _next) => {
  const status = error.status === 413 ? 413 : 400;
  const cause = status === 413 ? `the body has more than ${maxBytes} bytes` : 'the body is no JSON';
  res.status(status).json({ error: `Failed to take the outcome: ${cause}; ${allowed}` });
};

/** `POST /outcome/TOKEN`: the operation `reportOutcome`, for the application that is drilled. */
export function outcomeRoutes({ token, tell }: OutcomeDesk): Router {
  const router = express.Router();
  const isMeant = ({ params }: Request) => isSame(String(params['token']), token);
  // Parses every content type, since `curl -d` labels its body as a form.
  const json = express.json({ limit: maxBytes, type: () => true });
  router.post('/outcome/:token', (req, res, next) => (isMeant(req) ? json(req, res, next) : next('router')));
  router.post('/outcome/:token', (req, res) => {
    const body = read(req.body);
    if (body === null) {
      res.status(400).json({ error: `Failed to take the outcome: the body is no outcome; ${allowed}` });
    } else if (tell(body.outcome, body.call) === null) {
      const error = `Failed to take the outcome: no request was sent with x-badgateway-call: ${body.call}`;
      res.status(400).json({ error });
    } else res.status(204).end();
  });
  router.use(unreadable);
  return router;
}
