import { isLoopback, reachableHost } from '../lib/loopback.ts';
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
