import http, { ServerResponse } from 'node:http';
import https from 'node:https';
import { ProxyServer } from 'http-proxy';
import type { Clock } from '../../lib/clock.ts';
import type { PlatformInUse } from '../../model/platform.ts';
import type { Limits, UpstreamOptions } from '../../model/scenario.ts';
import type { Step } from '../../model/step.ts';
import { requestTimeoutAnswer } from '../../platforms/own-error.ts';
import { stepsOf } from '../written-answer.ts';
import { type Incoming, UpstreamExchange, type UpstreamTransport } from './exchange.ts';
import { mirrored, refused } from './failure.ts';
import { Outgoing, outgoingHeaders, rawOptions, type Substitutes } from './outgoing.ts';

export type { Incoming } from './exchange.ts';

export interface Upstream {
  answer(incoming: Incoming): AsyncIterable<Step>;
  /**
   * Paths with dot segments: its server would remove them, and so a client could leave the base path, or use
   * our key elsewhere. Without either they are sent as they came.
   */
  readonly dotSegments: 'relayed' | 'refused';
  /** Closes every connection to the upstream, also those in use. */
  close(): void;
}

type ProxyOptions = Extract<UpstreamOptions, { kind: 'proxy' }>;

/** `https://host/base/v1` → `/base`: a request's path begins with its own `/v1`. */
function basePath({ pathname }: URL): string {
  return pathname.replace(/\/$/, '').replace(/\/v1$/, '');
}

export function createUpstream(
  options: ProxyOptions,
  inUse: PlatformInUse,
  clock: Clock,
  { hangMs, readMs, head }: Pick<Limits, 'hangMs' | 'readMs' | 'head'>,
): Upstream {
  const { url, key, mirror, timeoutMs } = options;
  // No `timeout`: a timer per socket makes up a tenth of the cost of a request.
  const settings = { keepAlive: true };
  const agent = url.protocol === 'https:' ? new https.Agent(settings) : new http.Agent(settings);
  // An IPv6 address has brackets only in the URL.
  const target = { protocol: url.protocol, hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port };
  const base = basePath(url);
  const { scheme, headers: keyHeaders } = inUse.platform.credential;
  const substitutes: Substitutes = { host: url.host, key, scheme, keyHeaders };
  const proxy = new ProxyServer<Outgoing, ServerResponse<Outgoing>>({
    agent,
    prependPath: false,
    selfHandleResponse: true,
  });
  proxy.on('proxyReq', (request, { events }) => events.sending(request));
  proxy.on('proxyRes', (response, { events }) => events.answered(response));
  // A reset is emitted as `econnreset` if the client has disconnected too, otherwise as `error`.
  proxy.on('error', (error, outgoing) => outgoing?.events.broke(error));
  proxy.on('econnreset', (error, { events }) => events.broke(error));

  const transport: UpstreamTransport = {
    timeoutMs,
    readMs,
    clock,
    send({ req, facts, body }, events, on) {
      const ssl = rawOptions(outgoingHeaders(req, facts.method, substitutes), facts.path, head);
      const outgoing = new Outgoing(req.socket, base + facts.path + facts.query, events);
      // Nothing is written to this response: its `close` event makes the library cancel the request.
      const handle = new ServerResponse(outgoing);
      const fresh = on === 'fresh' ? { agent: false } : {};
      const call = { target, method: facts.method, buffer: body, ssl, ...fresh };
      proxy.web(outgoing, handle, call).catch((error) => events.broke(error));
      return () => handle.emit('close');
    },
    failureSteps: (failure, incoming) =>
      mirror ? mirrored(failure, hangMs) : refused(failure, incoming, inUse),
    slowRequestSteps: ({ surface }) => stepsOf(requestTimeoutAnswer(inUse, surface, readMs)),
  };
  return {
    answer: (incoming) => new UpstreamExchange(incoming, transport),
    dotSegments: base === '' && key === null ? 'relayed' : 'refused',
    close: () => agent.destroy(),
  };
}
