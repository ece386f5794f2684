import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler, type Router } from 'express';
import { describeBindError } from '../lib/errors.ts';
import { ownHosts, withToken } from './guard.ts';
import { type OutcomeDesk, outcomeRoutes } from './outcome.ts';
import { pageRoutes } from './page.ts';
import type { Steering } from './steering.ts';

/** What `GET /health` tells. */
export interface Health {
  /** A gateway that is shutting down is not ready. */
  readonly phase: 'ready' | 'draining';
  /** The store that gateways share; absent: there is none. */
  readonly store?: { readonly state: 'connected' | 'away'; readonly failure: string };
}

export interface ControlParts {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  health(): Health;
  /** `null`: outcomes are not accepted. */
  readonly outcomes: OutcomeDesk | null;
  readonly steering: Steering;
  /** Has to be sent with every request that steers or reads; `null`: none is asked for. */
  readonly token: string | null;
  /** Names besides those of loopback by which the listener may be reached. */
  readonly names: readonly string[];
}

export interface Control {
  readonly port: number;
  close(): Promise<void>;
}

/** The operations are loaded when the first of them is asked for: few gateways are ever steered. */
function lazily(steering: Steering): RequestHandler {
  let routes: Promise<Router> | null = null;
  return async (req, res, next) => {
    routes ??= import('./routes.ts').then(({ controlRoutes }) => controlRoutes(steering));
    (await routes)(req, res, next);
  };
}

/**
 * The control listener has a port of its own, so that no fault of the data port can cut it off. `GET
 * /health` needs no token; it shows only readiness, and whether the store that gateways share is
 * there. Nor does the page, which holds no data. Reports of
 * outcomes have a token of their own.
 */
export async function listenForControl(parts: ControlParts): Promise<Control> {
  const { host, port, health, outcomes, steering, token, names } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.get('/health', (_req, res) => {
    const { phase: status, ...more } = health();
    res.status(status === 'ready' ? 200 : 503).json({ status, ...more });
  });
  if (outcomes !== null) app.use(outcomeRoutes(outcomes));
  app.use(ownHosts([host, ...names]), pageRoutes(), withToken(token), lazily(steering));
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(describeBindError(error, host, port)));
    server.listen({ host, port }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
