import http from 'node:http';
import https from 'node:https';
import { kindOf } from './kinds.mjs';

const connections = 32;
const key = 'sk-oais-soak-0123456789';
const labels = 10_000;

/** As the kinds name them. */
function pathsOf({ url, tlsUrl }) {
  const plain = new http.Agent({ keepAlive: true, maxSockets: connections });
  const secure = new https.Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false });
  const broken = { rejectUnauthorized: false, servername: 'broken.localhost', agent: false };
  return {
    plain: { base: url, ask: http.request, options: { agent: plain } },
    labelled: {
      base: url,
      prefix: (n) => `/@soak.w${n % labels}`,
      ask: http.request,
      options: { agent: plain },
    },
    proxied: { base: url, prefix: () => '/@proxied', ask: http.request, options: { agent: plain } },
    secure: { base: tlsUrl, ask: https.request, options: { agent: secure } },
    'broken-handshake': { base: tlsUrl, ask: https.request, options: broken },
  };
}

function bodyOf(number, { stream = false }) {
  const content = `soak request ${number}`;
  return JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }], stream });
}

/** Sends requests, and counts what came of them: `{ answer: { 200: 17 } }`. */
export class Client {
  seen = {};
  /** Numbers below this one were asked and answered, or broke. */
  done = 0;
  #paths;

  constructor(gateway) {
    this.#paths = pathsOf(gateway);
  }

  /** Requests from `first` on, so many, a fixed number of them at once. */
  async send(first, count) {
    let next = first;
    const worker = async () => {
      while (next < first + count) {
        const number = next;
        next += 1;
        const kind = kindOf(number);
        const outcome = await this.#ask(number, kind);
        this.seen[kind.name] ??= {};
        const outcomes = this.seen[kind.name];
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: connections }, worker));
    this.done = first + count;
  }

  /** The status of a whole answer, or `broken`. */
  #ask(number, kind) {
    const { base, prefix = () => '', ask, options } = this.#paths[kind.path ?? 'plain'];
    const body = bodyOf(number, kind);
    const headers = {
      authorization: `Bearer ${kind.key ?? key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-soak': kind.name,
    };
    const url = `${base}${prefix(number)}/v1/chat/completions?n=${number}`;
    return new Promise((resolve) => {
      const broken = () => resolve('broken');
      const request = ask(url, { method: 'POST', headers, ...options }, (response) => {
        response.on('error', broken).on('aborted', broken);
        response.resume().on('end', () => resolve(response.statusCode));
      });
      request.on('error', broken);
      request.end(body);
    });
  }
}
