import { whole } from './answer/framing/whole.ts';
import type { Step } from './model/step.ts';

/** What badgateway says in its own name; never in a platform's envelope, so that nobody takes it for one. */
function own(status: number, message: string, details: Readonly<Record<string, unknown>> = {}): Step[] {
  const body = JSON.stringify({ badgateway: { message, ...details } });
  return whole(status, 'application/json', `${body}\n`, ['x-badgateway-error', String(status)]);
}

export function unknownScenario(name: string, known: readonly string[]): Step[] {
  return own(404, `no scenario is named "${name}"`, { known });
}

/** RFC 9110 section 15.5.20: the request went to a server that cannot answer for it. */
export function misdirected(name: string): Step[] {
  return own(
    421,
    `scenario "${name}" has rules for connections, and no URL exists before a connection does; ` +
      `start it as the default: badgateway serve ${name}`,
  );
}

export function brokenInside(): Step[] {
  return own(
    500,
    'badgateway failed to serve this request; its log says why. This is a bug, not an injected fault',
  );
}
