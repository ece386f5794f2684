import { BlockList, isIP } from 'node:net';
import type { Allowlist } from '../../model/admission.ts';
import type { RequestFacts } from '../../model/facts.ts';

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** `::ffff:10.0.0.1` is 10.0.0.1; the zone of a link-local address (`fe80::1%eth0`) is left out. */
export function plainAddress(address: string): string {
  const [bare = ''] = address.split('%');
  return mapped.exec(bare)?.[1] ?? bare;
}

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Why a text is no address and no network; `null`: it is one. */
export function networkMistake(text: string): string | null {
  const [address = '', bits, ...others] = text.split('/');
  const version = isIP(address);
  const form = 'expected an address or a network, such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32';
  if (version === 0 || address.includes('%') || others.length > 0) return form;
  if (bits === undefined) return null;
  const most = version === 6 ? 128 : 32;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > most) return `${form}: the mask is 0 to ${most} bits`;
  return null;
}

/** The networks as one list to ask. An IPv4 network in IPv6 form (`::ffff:10.0.0.0/104`) is the IPv4 one. */
export function networksOf(texts: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', bits] = text.split('/');
    const plain = plainAddress(address);
    const isShorter = plain !== address && bits !== undefined;
    const prefix = isShorter ? Number(bits) - 96 : Number(bits);
    if (bits === undefined) list.addAddress(plain, family(plain));
    else if (prefix < 0) list.addSubnet(address, Number(bits), 'ipv6');
    else list.addSubnet(plain, prefix, family(plain));
  }
  return (address) => isIP(address) !== 0 && list.check(address, family(address));
}

/** The address in an element of `X-Forwarded-For`, which may have a port; `null`: there is none. */
function forwarded(element: string): string | null {
  const text = element.trim().replace(/^"|"$/g, '');
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? null : plainAddress(bare);
}

/** The address of the client, as the list takes it. What is no address in the header counts as absent. */
export function clientAddress({ connection, headers }: RequestFacts, from: Allowlist['addressFrom']): string {
  const own = plainAddress(connection.address);
  if (from === 'connection') return own;
  const sent = headers['x-forwarded-for'];
  const [first = ''] = (typeof sent === 'string' ? sent : (sent?.[0] ?? '')).split(',');
  return forwarded(first) ?? own;
}
