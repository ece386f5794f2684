/**
 * Preloaded into a client (`node --import`): the hosts in LOOPBACK_NAMES, separated by commas, are this
 * machine, as they would be with lines in /etc/hosts.
 */
import dns from 'node:dns';

const names = (process.env.LOOPBACK_NAMES ?? '').split(',');
const { lookup } = dns;
dns.lookup = (host, ...rest) => lookup(names.includes(host) ? '127.0.0.1' : host, ...rest);
