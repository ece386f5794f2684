import type { Gateway, GatewaySettings } from './gateway.ts';

/** `::1` → `[::1]`; an address that stands for all is reached through loopback. */
function authorityOf(host: string, port: number): string {
  const reachable =
    { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `${reachable}:${port}`;
}

/** By name where the name leads there: clients then send it in their ClientHello (RFC 6066 section 3). */
function tlsUrlOf(host: string, port: number): string {
  const loopback = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host);
  return `https://${authorityOf(loopback ? 'localhost' : host, port)}`;
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
