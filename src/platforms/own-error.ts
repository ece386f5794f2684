import { isJsonObject } from '../lib/mapping.ts';
import { formatDuration } from '../lib/units.ts';
import { type OwnError, ownErrors, type WrittenAnswer } from '../model/answer-origin.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { PlatformInUse } from '../model/platform.ts';
import { errorMessage, fill } from './envelope.ts';
import { defaultEntry, namesOf, withPlatformHeaders } from './every-response.ts';

/**
 * Marks an answer that badgateway gives in its own name; the value is the status. On the platform's answer
 * for an upstream that failed, the value is the code of that failure: `ECONNREFUSED`.
 */
export const ownErrorHeader = 'x-badgateway-error';

/** An error in badgateway's own name: which one, and what a person reads. */
export interface OwnErrorText {
  readonly kind: OwnError;
  readonly message: string;
  /** Further members beside the message. */
  readonly details?: Readonly<Record<string, Json>>;
}

/** The type of the status's own entry, else of the platform's most general one of that class. */
function typeOf(inUse: PlatformInUse, surface: string, status: number): Json {
  const general = status < 500 ? 400 : 500;
  const entry = defaultEntry(inUse, surface, status) ?? defaultEntry(inUse, surface, general);
  return entry?.type ?? null;
}

/**
 * The body: the members of the surface's envelope, for clients that look for these, and `badgateway`, which
 * tells it from an answer of the platform.
 */
export function ownErrorBody(
  inUse: PlatformInUse,
  surface: string,
  { kind, message, details = {} }: OwnErrorText,
): JsonObject {
  const status = ownErrors[kind];
  const { envelope } = inUse.platform.surfaces.find(({ name }) => name === surface) ?? { envelope: null };
  const { category } = namesOf(inUse, { status, surface });
  const filled = fill(envelope, {
    ...{ status, type: typeOf(inUse, surface, status), code: kind.replaceAll('-', '_'), message },
    ...{ param: null, details: null, category: category ?? null },
  });
  const members = isJsonObject(filled) ? filled : {};
  return { ...members, badgateway: { message, ...details } };
}

/** The surface of an answer to a request whose URL is of no platform, or is not known. */
export function firstSurface({ platform }: PlatformInUse): string {
  return platform.surfaces[0]?.name ?? '';
}

/** The complete answer. */
export function ownErrorAnswer(inUse: PlatformInUse, surface: string, error: OwnErrorText): WrittenAnswer {
  const status = ownErrors[error.kind];
  const body = `${JSON.stringify(ownErrorBody(inUse, surface, error))}\n`;
  const headers = [
    ...['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body))],
    ...[ownErrorHeader, String(status)],
  ];
  return {
    ...{ origin: error.kind, status, body },
    headers: withPlatformHeaders(headers, inUse, { status, surface }),
  };
}

/**
 * The answer to a request that took too long to arrive: the platform's 408, or badgateway's own where the
 * platform has none. RFC 9110 section 15.5.9: the connection is closed behind it.
 */
export function requestTimeoutAnswer(inUse: PlatformInUse, surface: string, limitMs: number): WrittenAnswer {
  const entry = defaultEntry(inUse, surface, ownErrors['request-timeout']);
  const message =
    `failed to read the request: it took longer than ${formatDuration(limitMs)}; ` +
    'send it faster, or raise limits: { read }';
  const { headers, ...answer }: WrittenAnswer =
    entry === null
      ? ownErrorAnswer(inUse, surface, { kind: 'request-timeout', message })
      : { origin: 'catalogue', ...errorMessage(inUse, surface, entry, {}) };
  return { ...answer, headers: [...headers, 'Connection', 'close'] };
}
