import { hash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { RequestHandler } from 'express';
import { loopbackHosts } from '../lib/loopback.ts';
import { problemOf, sendProblem } from './problem.ts';

/** Compares in constant time, so that the time shows nothing of a token. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => hash('sha256', text, 'buffer'));
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/** Host of an authority such as `127.0.0.1:4011` or `[::1]:4011`; `null`: it is none. */
function hostOf(authority: string): string | null {
  try {
    return new URL(`http://${authority}`).hostname.replace(/^\[|\]$/g, '');
  } catch {
    return null;
  }
}

/**
 * A page of any site may send requests to this machine, with a name of its own that it lets resolve to
 * 127.0.0.1 (DNS rebinding): such a request has that name as its `Host`. An address cannot be rebound.
 */
function isOwnHost(host: string | undefined, names: readonly string[]): boolean {
  const name = host === undefined ? null : hostOf(host);
  return name !== null && (isIP(name) !== 0 || names.includes(name));
}

/** Names besides those of loopback by which the listener may be reached. */
export function ownHosts(given: readonly string[]): RequestHandler {
  const names = [...loopbackHosts, hostname(), ...given].map((name) => name.toLowerCase());
  return (req, res, next) => {
    const { host, origin } = req.headers;
    const from = origin === undefined ? null : origin.replace(/^https?:\/\//, '');
    if (!isOwnHost(host, names))
      sendProblem(res, problemOf(403, `"${host}" is no name of this listener; --tls-name gives it more`));
    else if (from !== null && from !== host)
      sendProblem(res, problemOf(403, `a page of ${origin} may not steer this gateway`));
    else next();
  };
}

/** `null`: no token is asked for. */
export function withToken(token: string | null): RequestHandler {
  return (req, res, next) => {
    const [scheme = '', given = ''] = (req.headers.authorization ?? '').split(' ');
    if (token === null || (/^bearer$/i.test(scheme) && isSame(given, token))) next();
    else {
      res.setHeader('WWW-Authenticate', 'Bearer');
      sendProblem(res, problemOf(401, 'send Authorization: Bearer TOKEN; badgateway serve prints it'));
    }
  };
}
