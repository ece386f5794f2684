import { whole } from '../answer/framing/whole.ts';
import type { Step } from '../model/step.ts';

/** A response in badgateway's own name; never in a platform's envelope, so that it is not taken for one. */
function ownResponse(
  status: number,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): Step[] {
  const body = JSON.stringify({ badgateway: { message, ...details } });
  return whole(status, 'application/json', `${body}\n`, ['x-badgateway-error', String(status)]);
}

export function unknownScenario(name: string, known: readonly string[]): Step[] {
  return ownResponse(404, `no scenario is named "${name}"`, { known });
}

/** RFC 9110 section 15.5.20: the request went to a server that cannot answer for it. */
export function misdirected(name: string): Step[] {
  return ownResponse(
    421,
    `scenario "${name}" has rules for connections, and no URL exists before a connection does; ` +
      `start it as the default: badgateway serve ${name}`,
  );
}

/** Why no tunnel is opened to `authority`: a body for the answer to CONNECT. */
export function tunnelRefused(authority: string, names: readonly string[]): string {
  const remedy = 'name it with --tls-name: only for these a certificate can be made that a client may trust';
  const message = `no tunnel is opened to "${authority}"; ${remedy}`;
  return `${JSON.stringify({ badgateway: { message, known: names } })}\n`;
}

/** A proxy that is asked over TLS, or within a tunnel. */
export function tunnelMisplaced(): string {
  const message = 'CONNECT is taken on a plain connection alone; set HTTPS_PROXY to an http:// address';
  return `${JSON.stringify({ badgateway: { message } })}\n`;
}

export function brokenInside(): Step[] {
  return ownResponse(
    500,
    'badgateway failed to serve this request; its log says why. This is a bug, not an injected fault',
  );
}
