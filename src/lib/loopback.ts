/** Names and addresses of the loopback interface. */
export const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/** Addresses that listen on every interface, and the loopback address that reaches them. */
const wildcards: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The address by which a listener on `host` is reached from this machine. */
export function reachableHost(host: string): string {
  return wildcards[host] ?? host;
}

export function isLoopback(host: string): boolean {
  return loopbackHosts.includes(host);
}
