/** Six ways to make a call under a limit that twenty workers of one process share. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';
import OpenAI from 'openai';

const { OPENAI_BASE_URL: base, OPENAI_API_KEY: key } = process.env;
const model = 'gpt-4o-mini';
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const callOf = (prompt) => ({ 'x-badgateway-call': prompt });

/** One attempt: its status, and the header fields of its answer. */
async function attempt(prompt) {
  const response = await fetch(`${base}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...callOf(prompt) },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: prompt }] }),
    signal: AbortSignal.timeout(30_000),
  });
  await response.arrayBuffer();
  return response;
}

const toldMs = (response) => 1_000 * Number(response.headers.get('retry-after'));

/** At most ten attempts, unless more are allowed; `before` each, and `after` each that was refused. */
function loop({ before = async () => {}, after, seen = () => {}, attempts = 10 }) {
  return async (prompt) => {
    for (let n = 0; n < attempts; n += 1) {
      await before();
      const response = await attempt(prompt);
      seen(response);
      if (response.ok) return;
      await after(response, n);
    }
    throw new Error('it was refused each time');
  };
}

function openaiSdk() {
  const client = new OpenAI();
  return (prompt) =>
    client.chat.completions.create(
      { model, messages: [{ role: 'user', content: prompt }] },
      { headers: callOf(prompt) },
    );
}

function aiSdk() {
  const chat = createOpenAICompatible({ name: 'gateway', baseURL: base, apiKey: key });
  return (prompt) => generateText({ model: chat(model), prompt, headers: callOf(prompt) });
}

/** Tries again each quarter of a second until it passes. */
const naiveLoop = () => loop({ attempts: Number.POSITIVE_INFINITY, after: () => sleep(250) });

/** Waits as it is told, and by full jitter beside: from 0 to 1 s, doubling, at most 30 s. */
const fullJitter = () =>
  loop({
    after: (response, n) => sleep(toldMs(response) + Math.random() * Math.min(30_000, 1_000 * 2 ** n)),
  });

/** All workers take from one bucket of 55 that is refilled by 58 a minute; what is refused waits as told. */
function tokenBucket() {
  let next = Date.now() - 55_000;
  const before = async () => {
    const at = Math.max(Date.now() - 55_000, next);
    next = at + 60_000 / 58;
    await sleep(at - Date.now());
  };
  return loop({ before, after: (response) => sleep(toldMs(response)) });
}

/** `1m0s`, `500ms`: milliseconds. */
function durationMs(text) {
  const units = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit], 0);
}

/** Once a tenth of the limit is left, all workers together send one request each time that one comes back. */
function headerAdaptive() {
  let [next, intervalMs] = [0, 0];
  const seen = ({ headers }) => {
    const [limit, left] = ['limit', 'remaining'].map((of) =>
      Number(headers.get(`x-ratelimit-${of}-requests`)),
    );
    const resetMs = durationMs(headers.get('x-ratelimit-reset-requests') ?? '0s');
    intervalMs = left <= limit / 10 ? resetMs / (limit - left) : 0;
    if (left === 0) next = Math.max(next, Date.now() + intervalMs);
  };
  const before = async () => {
    if (intervalMs === 0) return;
    const at = Math.max(Date.now(), next);
    next = at + intervalMs;
    await sleep(at - Date.now());
  };
  return loop({ before, seen, after: (response) => sleep(toldMs(response)) });
}

/** Title, what it does, and what makes one call. */
export const clients = {
  openai: ['openai SDK', 'as it comes: two retries, each after Retry-After', openaiSdk],
  ai: ['AI SDK', 'as it comes: two retries, by Retry-After or 2 s, doubling', aiSdk],
  naive: ['naive loop', 'tries again each quarter of a second until it passes', naiveLoop],
  jitter: [
    'full jitter',
    'ten attempts; waits as told and from 0 to 1 s more, doubling, up to 30 s',
    fullJitter,
  ],
  bucket: ['token bucket', 'one bucket of 55 for all workers, refilled by 58 a minute', tokenBucket],
  headers: [
    'header-adaptive',
    'one request in the time in which one comes back, once a tenth is left',
    headerAdaptive,
  ],
};
