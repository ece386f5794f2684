/**
 * Node's clients: the global `fetch`, `node:https` and the `openai` SDK. Standard input has the job
 * (`run.ts`), standard output gets `{ versions, outcomes }`. What is trusted, whether it is verified and
 * which version of TLS is spoken comes from the environment and the flags of the process, as people set them.
 */
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import OpenAI from 'openai';
import { Agent, ProxyAgent, fetch as undiciFetch } from 'undici';

const job = JSON.parse(await text(process.stdin));
if (job.lateEnv !== undefined) Object.assign(process.env, job.lateEnv);

const noNameCheck = { checkServerIdentity: () => undefined };
const namesUnchecked = job.verify === 'host-name-off';

/** OpenSSL 3.5 writes `ERR_SSL_SSL/TLS_ALERT_X` where 3.0 wrote `ERR_SSL_SSLV3_ALERT_X`. */
const spelt = (code) => String(code).replace('SSL_SSL/TLS_', 'SSL_SSLV3_');

function codeOf(error) {
  for (let at = error; at !== undefined && at !== null; at = at.cause)
    if (typeof at.code === 'string') return spelt(at.code);
  // A time limit is a DOMException, whose code is a number that says less than its name.
  return error?.cause?.name ?? error?.name;
}

function isWhole(asks, body) {
  if (asks === 'stream') return body.endsWith('data: [DONE]\n\n');
  try {
    return JSON.parse(body).object === 'chat.completion';
  } catch {
    return false;
  }
}

function tell(asks, status, body) {
  if (status !== 200) return `HTTP ${status}`;
  return isWhole(asks, body) ? 'ok' : 'ok, short';
}

/** What Node's own fetch has no option for: a proxy, and names that are not checked. */
function dispatcherOf(proxy) {
  const connect = namesUnchecked ? noNameCheck : {};
  if (proxy !== undefined) return new ProxyAgent({ uri: proxy, requestTls: connect });
  return namesUnchecked ? new Agent({ connect }) : undefined;
}

async function byFetch({ url, asks, limitMs, proxy }, seen) {
  const dispatcher = dispatcherOf(proxy);
  const options = { method: 'POST', headers: job.headers, body: job.bodies[asks] };
  const signal = AbortSignal.timeout(limitMs);
  const response =
    dispatcher === undefined
      ? await fetch(url, { ...options, signal })
      : await undiciFetch(url, { ...options, signal, dispatcher });
  seen.status = response.status;
  return tell(asks, response.status, await response.text());
}

function byHttps({ url, asks, limitMs }, seen) {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(limitMs);
    const options = { method: 'POST', headers: job.headers, agent: false, signal };
    const request = https.request(url, { ...options, ...(namesUnchecked ? noNameCheck : {}) }, (response) => {
      seen.status = response.statusCode;
      text(response).then((body) => resolve(tell(asks, response.statusCode, body)), reject);
    });
    request.once('error', reject);
    request.end(job.bodies[asks]);
  });
}

async function byOpenai({ url, asks, limitMs }, seen) {
  const baseURL = url.replace(/\/chat\/completions$/, '');
  const apiKey = job.headers.authorization.replace('Bearer ', '');
  const sdk = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: limitMs });
  const answer = await sdk.chat.completions.create(JSON.parse(job.bodies[asks]));
  seen.status = 200;
  if (asks === 'whole') return answer.choices.length === 1 ? 'ok' : 'ok, short';
  let finish;
  for await (const { choices } of answer) finish = choices[0]?.finish_reason ?? finish;
  return finish === undefined ? 'ok, short' : 'ok';
}

/** The SDK's class matters: `catch (e) { if (e instanceof OpenAI.APIError) … }`. */
function sayOpenai(error) {
  const { name } = error.constructor;
  return name === 'APIConnectionTimeoutError' ? name : `${name} ${codeOf(error)}`;
}

const clients = {
  fetch: { ask: byFetch, say: codeOf },
  https: { ask: byHttps, say: codeOf },
  openai: { ask: byOpenai, say: sayOpenai },
};

async function attempt(one) {
  const { ask, say } = clients[one.client];
  const seen = {};
  try {
    return await ask(one, seen);
  } catch (error) {
    return seen.status === undefined ? say(error) : `${seen.status}, then ${say(error)}`;
  }
}

async function outcome(one) {
  const told = [];
  for (let count = 0; count < one.tries; count += 1) {
    if (count > 0) await setTimeout(job.betweenTriesMs);
    told.push(await attempt(one));
  }
  return told.join('; ');
}

const outcomes = {};
const waiting = job.cases.values();
const worker = async () => {
  for (const one of waiting) outcomes[one.name] = await outcome(one);
};
await Promise.all(Array.from({ length: job.atOnce }, worker));
const { versions } = process;
const openssl = versions.openssl.replace('+quic', '');
const told = {
  versions: {
    fetch: `Node ${versions.node} (OpenSSL ${openssl}, undici ${versions.undici})`,
    openai: `openai ${job.openai} of npm`,
  },
  outcomes,
};
process.stdout.write(JSON.stringify(told), () => process.exit(0));
