import { isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import { UsageError } from '../../lib/errors.ts';
import { loopbackHosts } from '../../lib/loopback.ts';

/**
 * A host name, optionally with `*.` first; up to 253
 * characters in labels of up to 63 (RFC 1035 section 2.3.4).
 */
const hostForm = /^(?=.{1,253}$)(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*$/;

/**
 * Allowed characters. Others are rejected first, because `domainToASCII` stops at characters that URLs use.
 */
const letters = /^[\p{L}\p{M}\p{N}*._-]+$/u;

/** The form used on the wire: lower case, ASCII, shortest IPv6 notation; `null`: no valid host. */
export function canonicalHost(host: string): string | null {
  if (host.includes(':')) return canonicalIpv6(host);
  if (isIPv4(host)) return host;
  if (!letters.test(host)) return null;
  const name = domainToASCII(host);
  return hostForm.test(name) && !isIPv4(name) ? name : null;
}

/** Does not use `isIPv6`: compiling its pattern takes longer than making all of the first certificates. */
function canonicalIpv6(host: string): string | null {
  const url = `http://[${host}]`;
  return /^[\da-f:.]+$/i.test(host) && URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : null;
}

/** The hosts of a lab: its own and those given, without duplicates. */
export function labNames(given: readonly string[]): readonly string[] {
  return [...new Set([...loopbackHosts, ...given.map(nameGiven)])];
}

/** The names of a lab that were given, without its own hosts. */
export function givenAmong(names: readonly string[]): readonly string[] {
  return names.filter((name) => !loopbackHosts.includes(name));
}

function nameGiven(name: string): string {
  const canonical = canonicalHost(name);
  if (canonical !== null) return canonical;
  throw new UsageError(
    `Failed to make certificates for "${name}": it is no host; ` +
      'give a host name such as gateway.test, a whole domain such as *.gateway.test, or an IP address',
  );
}

/** Whether a canonical host is one of the names or matches a `*.` name. */
export function coveredBy(names: readonly string[], host: string): boolean {
  return names.some((name) => name === host || (name.startsWith('*.') && host.endsWith(name.slice(1))));
}

/** The address of a canonical host in network order: 4 or 16 bytes. `null`: the host is a name. */
export function addressBytes(host: string): Buffer | null {
  if (isIPv4(host)) return Buffer.from(host.split('.').map(Number));
  if (!host.includes(':')) return null;
  const [left = [], right = []] = host.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return Buffer.from([...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
