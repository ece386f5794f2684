import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describeBindError } from '../lib/errors.ts';
import { type OutcomeDesk, outcomeRoutes } from './outcome.ts';

export interface ControlParts {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Whether requests are served; a gateway that is shutting down is not ready. */
  isReady(): boolean;
  /** `null`: outcomes are not accepted. */
  readonly outcomes: OutcomeDesk | null;
}

export interface Control {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The control listener has a port of its own, so that no fault of the data port can cut it off. `GET
 * /health` needs no token; it shows only readiness.
 */
export async function listenForControl({ host, port, isReady, outcomes }: ControlParts): Promise<Control> {
  const app = express();
  app.disable('x-powered-by');
  app.get('/health', (_req, res) => {
    res.status(isReady() ? 200 : 503).json({ status: isReady() ? 'ready' : 'draining' });
  });
  if (outcomes !== null) app.use(outcomeRoutes(outcomes));
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
