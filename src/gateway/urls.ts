import { isLoopback, reachableHost } from '../lib/loopback.ts';
import type { Platform } from '../model/platform.ts';
import type { Gateway, GatewaySettings } from './gateway.ts';

/** `::1` → `[::1]:PORT`; an address that stands for all is reached through loopback. */
function authorityOf(host: string, port: number): string {
  const reachable = reachableHost(host);
  return `${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** By name where the name leads there: clients then send it in their ClientHello (RFC 6066 section 3). */
function tlsUrlOf(host: string, port: number): string {
  return `https://${authorityOf(isLoopback(reachableHost(host)) ? 'localhost' : host, port)}`;
}

type Urls = Pick<Gateway, 'url' | 'tlsUrl' | 'controlUrl' | 'outcomeUrl'>;

/** Where a gateway is reached, once its ports are known. */
export function urlsOf(
  { host, controlHost, outcomeToken }: GatewaySettings,
  port: number,
  controlPort: number,
): Urls {
  const controlUrl = `http://${authorityOf(controlHost, controlPort)}`;
  return {
    url: `http://${authorityOf(host, port)}`,
    tlsUrl: tlsUrlOf(host, port),
    controlUrl,
    outcomeUrl: outcomeToken === undefined ? null : `${controlUrl}/outcome/${outcomeToken}`,
  };
}

const chatPath = '/chat/completions';

/**
 * What SDKs put in front of `/chat/completions`: `/v1`, or on a platform of the user's own `/openai`. Where a
 * segment of that path is a variable, the first prefix of its surface.
 */
export function basePathOf({ routes, surfaces }: Platform): string {
  const route = routes.find(({ path }) => path.endsWith(chatPath)) ?? routes[0];
  const base = route?.path.endsWith(chatPath) === true ? route.path.slice(0, -chatPath.length) : null;
  if (base !== null && !base.includes('{')) return base;
  return surfaces.find(({ name }) => name === route?.surface)?.prefixes[0] ?? '/v1';
}
