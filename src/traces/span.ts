import { randomBytes } from 'node:crypto';
import { admissionNames } from '../model/admission.ts';
import type { RequestEntry } from '../model/entry.ts';
import type { Platform, Route } from '../model/platform.ts';
import type { StubKind } from '../model/stub-kind.ts';
import { attributesOf, type Fields, nanosOf, type Span, type SpanEvent } from './otlp.ts';

/** What a span says beside its journal entry. */
export interface SpanContext {
  /** `null`: the scenario is gone. */
  readonly platform: Pick<Platform, 'name' | 'routes'> | null;
  /** Of its client; `null`: not known any more. */
  readonly connection: { readonly address: string; readonly scheme: 'http' | 'https' } | null;
  readonly host: string;
  readonly port: number;
}

const serverKind = 2;
const errorStatus = 2;

/** Flags of OTLP beside those of W3C: whether the parent is remote is known, and it is. */
const remoteIsKnown = 0x100;
const parentIsRemote = 0x200;
const recorded = 1;

/** Methods that the conventions know; others are `_OTHER`. */
const knownMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];

/** `gen_ai.operation.name`; other endpoints have none by the conventions. */
const operations: Partial<Record<StubKind, string>> = {
  chat: 'chat',
  completions: 'text_completion',
  embeddings: 'embeddings',
};

/** `null`: nothing went wrong. A 4xx is no error of the server (HTTP conventions, "Status"). */
function errorTypeOf({ upstreamFailure, played }: RequestEntry): string | null {
  if (upstreamFailure !== null) return upstreamFailure.code;
  if (played.status !== null && played.status >= 500) return String(played.status);
  return played.ending === 'complete' ? null : played.ending;
}

function methodFields(method: string): Fields {
  if (knownMethods.includes(method)) return { 'http.request.method': method };
  return { 'http.request.method': '_OTHER', 'http.request.method_original': method };
}

function httpFields(
  entry: RequestEntry,
  route: Route | null,
  { connection, host, port }: SpanContext,
): Fields {
  const [path = '', query = null] = entry.url.split(/\?(.*)/s);
  return {
    ...methodFields(entry.method),
    'url.scheme': connection?.scheme ?? null,
    'url.path': path,
    'url.query': query === '' ? null : query,
    'http.route': route?.path ?? null,
    'http.response.status_code': entry.played.status,
    'http.request.resend_count': entry.attempt > 1 ? entry.attempt - 1 : null,
    'http.request.body.size': entry.bodyBytes,
    'server.address': host,
    'server.port': port,
    'client.address': connection?.address ?? null,
    'user_agent.original': entry.client,
  };
}

/** The conventions for generative AI after version 1.36: `gen_ai.provider.name` replaced `gen_ai.system`. */
function modelFields(
  { model }: RequestEntry,
  route: Route | null,
  platform: SpanContext['platform'],
): Fields {
  const operation = route === null ? undefined : operations[route.stub];
  if (operation === undefined) return {};
  return {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': platform?.name ?? null,
    'gen_ai.request.model': model,
  };
}

function ownFields({ scenario, label, call, attempt, source, upstream, played }: RequestEntry): Fields {
  return {
    'badgateway.scenario': scenario,
    'badgateway.label': label === '' ? null : label,
    'badgateway.call': call,
    'badgateway.attempt': attempt,
    'badgateway.source': source,
    'badgateway.upstream': upstream ?? null,
    'badgateway.ending': played.ending,
  };
}

/** What answers with an entry of the platform's catalogue. */
const refusing: ReadonlySet<string> = new Set(['error', ...admissionNames]);

/** One event for each fault that was injected; the error code is that of the platform's catalogue. */
function faultEvents({ rules, played, at }: RequestEntry): readonly SpanEvent[] {
  return rules.flatMap(({ rule, outcome, faults, limit }) => {
    if (outcome !== 'fired') return [];
    return faults.map((fault) => ({
      name: 'badgateway.fault',
      timeUnixNano: nanosOf(at),
      attributes: attributesOf({
        'badgateway.rule': rule,
        'badgateway.fault': fault,
        'error.type': refusing.has(fault) || limit !== undefined ? played.error : null,
      }),
    }));
  });
}

const newId = (bytes: number): string => randomBytes(bytes).toString('hex');

/** A journal entry as a span of the server: in the client's trace, or in one of its own. */
export function spanOf(entry: RequestEntry, context: SpanContext): Span {
  const { trace, at, tookMs, method } = entry;
  const route = context.platform?.routes.find(({ name }) => name === entry.route) ?? null;
  const error = errorTypeOf(entry);
  const named = knownMethods.includes(method) ? method : 'HTTP';
  return {
    traceId: trace?.trace ?? newId(16),
    spanId: newId(8),
    ...(trace === undefined ? {} : { parentSpanId: trace.parent }),
    flags: remoteIsKnown | (trace === undefined ? recorded : parentIsRemote | trace.flags),
    name: route === null ? named : `${named} ${route.path}`,
    kind: serverKind,
    startTimeUnixNano: nanosOf(at),
    endTimeUnixNano: nanosOf(at + tookMs),
    attributes: attributesOf({
      ...httpFields(entry, route, context),
      'error.type': error,
      ...modelFields(entry, route, context.platform),
      ...ownFields(entry),
    }),
    events: faultEvents(entry),
    status: error === null ? {} : { code: errorStatus },
  };
}
