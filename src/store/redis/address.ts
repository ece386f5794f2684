import { UsageError } from '../../lib/errors.ts';

/** Where a store is. */
export interface StoreAddress {
  /** Without the password. */
  readonly shown: string;
  readonly options: StoreOptions;
}

/** What the client needs to reach it. */
interface StoreOptions {
  readonly host?: string;
  readonly port?: number;
  /** Of a Unix socket. */
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: object;
  /** Number of its database. */
  readonly db: number;
}

const remedy =
  'expected redis://HOST:PORT/DATABASE, rediss:// for TLS, or unix:///PATH, with USER:PASSWORD@ if need be';

/** The password is in no message. */
function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['redis:', 'rediss:', 'unix:'].includes(url.protocol))
    throw new UsageError(`Failed to read --store: it is no URL of a store; ${remedy}`);
  return url;
}

function databaseOf(text: string): number {
  if (!/^\d{0,5}$/.test(text))
    throw new UsageError(`Failed to read --store: "${text}" is no number of a database; ${remedy}`);
  return Number(text);
}

/** Reads the value of `--store`. */
export function readAddress(text: string): StoreAddress {
  const { protocol, hostname, port, pathname, username, password, searchParams } = urlOf(text);
  const isLocal = protocol === 'unix:';
  const db = databaseOf(isLocal ? (searchParams.get('db') ?? '') : pathname.slice(1));
  const user = username === '' ? {} : { username: decodeURIComponent(username) };
  const secret = password === '' ? {} : { password: decodeURIComponent(password) };
  const place = isLocal
    ? { path: decodeURIComponent(pathname) }
    : { host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port || 6379) };
  const tls = protocol === 'rediss:' ? { tls: {} } : {};
  const shownPlace = isLocal ? pathname : `${hostname || '127.0.0.1'}:${port || 6379}/${db}`;
  return { shown: `${protocol}//${shownPlace}`, options: { ...place, ...user, ...secret, ...tls, db } };
}
