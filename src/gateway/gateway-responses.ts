import { basename } from 'node:path';
import { FileMistakes, type Mistake } from '../config/mistakes.ts';
import type { UsageError } from '../lib/errors.ts';
import { formatSize } from '../lib/units.ts';
import type { WrittenAnswer } from '../model/answer-origin.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Scenario } from '../model/scenario.ts';
import { firstSurface, type OwnErrorText, ownErrorAnswer } from '../platforms/own-error.ts';

/**
 * An answer in badgateway's own name. It has the envelope of the default scenario's platform, so that clients
 * find a message where they look for one, and the marks `x-badgateway-error` and `badgateway`.
 */
function ownAnswer(inUse: PlatformInUse, error: OwnErrorText): WrittenAnswer {
  return ownErrorAnswer(inUse, firstSurface(inUse), error);
}

function placed({ file, line, column, message }: Mistake): string {
  return `${basename(file)}:${line}:${column}: ${message}`;
}

export function unknownScenario(inUse: PlatformInUse, name: string, known: readonly string[]): WrittenAnswer {
  const message = `no scenario is named "${name}"`;
  return ownAnswer(inUse, { kind: 'unknown-scenario', message, details: { known } });
}

/** `path`: begins with the name. */
export function unknownUpstream(
  inUse: PlatformInUse,
  { scenario, path, known }: { scenario: string; path: string; known: readonly string[] },
): WrittenAnswer {
  const [, given = ''] = path.split('/');
  const message = `scenario "${scenario}" has no upstream "${given.slice(1)}"; it has ${known.join(', ')}`;
  return ownAnswer(inUse, { kind: 'unknown-upstream', message, details: { known } });
}

/** A shipped scenario cannot be read with what the command line puts in the place of its parts. */
export function unreadableScenario(inUse: PlatformInUse, name: string, error: UsageError): WrittenAnswer {
  const mistakes = error instanceof FileMistakes ? error.mistakes.map(placed) : [error.message];
  const [first] = mistakes;
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more, in badgateway.mistakes)` : '';
  const message =
    `failed to read scenario "${name}" for platform ${inUse.platform.name}: ${first}${more}; ` +
    'start badgateway with a platform that it fits, or with a file of your own';
  return ownAnswer(inUse, { kind: 'unreadable-scenario', message, details: { mistakes } });
}

/** RFC 9110 section 15.5.20: the request went to a server that cannot answer for it. */
export function misdirected(inUse: PlatformInUse, name: string): WrittenAnswer {
  const message =
    `scenario "${name}" has rules for connections, and no URL exists before a connection does; ` +
    `start it as the default: badgateway serve ${name}`;
  return ownAnswer(inUse, { kind: 'misdirected', message });
}

/** Why no tunnel is opened to `authority`. */
export function tunnelRefused(
  inUse: PlatformInUse,
  authority: string,
  names: readonly string[],
): WrittenAnswer {
  const remedy = 'name it with --tls-name: only for these a certificate can be made that a client may trust';
  const message = `no tunnel is opened to "${authority}"; ${remedy}`;
  return ownAnswer(inUse, { kind: 'tunnel-refused', message, details: { known: names } });
}

/** A proxy that is asked over TLS, or within a tunnel. */
export function tunnelMisplaced(inUse: PlatformInUse): WrittenAnswer {
  const message = 'CONNECT is taken on a plain connection alone; set HTTPS_PROXY to an http:// address';
  return ownAnswer(inUse, { kind: 'tunnel-misplaced', message });
}

export function gatewayBroken(inUse: PlatformInUse): WrittenAnswer {
  const message =
    'badgateway failed to serve this request; its log says why. This is a bug, not an injected fault';
  return ownAnswer(inUse, { kind: 'gateway-broken', message });
}

/** `wrong`: what is invalid in a head that the parser takes. */
export function invalidHeadAnswer(inUse: PlatformInUse, wrong: string): WrittenAnswer {
  return ownAnswer(inUse, { kind: 'invalid-request', message: `failed to take the request: ${wrong}` });
}

function headTooLarge(inUse: PlatformInUse, bytes: number): WrittenAnswer {
  const what = `its target and header fields are larger than ${formatSize(bytes)}`;
  const remedy = 'send fewer or shorter ones, or raise "limits: { head }" of the scenario';
  return ownAnswer(inUse, {
    kind: 'head-too-large',
    message: `failed to read the request: ${what}; ${remedy}`,
  });
}

/** By Node's code: what is wrong with bytes that its parser takes for no request. */
const parseErrors: Readonly<Record<string, Omit<OwnErrorText, 'details'>>> = {
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    kind: 'chunk-extensions-too-large',
    message: 'failed to read the request: its chunk extensions are larger than 16 KiB; send none',
  },
};

/** The answer to bytes that are no valid HTTP request; `code` is Node's, such as `HPE_INVALID_METHOD`. */
export function invalidRequest(
  { inUse, limits }: Pick<Scenario, 'inUse' | 'limits'>,
  code: string,
): WrittenAnswer {
  if (code === 'HPE_HEADER_OVERFLOW') return headTooLarge(inUse, limits.head);
  const message = `failed to read the request: it is no valid HTTP/1.1 (${code}); send it as RFC 9112 says`;
  return ownAnswer(inUse, parseErrors[code] ?? { kind: 'invalid-request', message });
}
