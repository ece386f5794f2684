/** What the clients share: single requests, a loop that keeps the contract, and one that does not. */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };
export const base = process.env.OPENAI_BASE_URL;
const ownKey = process.env.OPENAI_API_KEY;
export const model = 'Omniva/Kimi-K2.6';
export const peer = 'MiniMaxAI/MiniMax-M2.5';

export const chat = (text, more = {}) => ({ model, messages: [{ role: 'user', content: text }], ...more });
const headersOf = (key, more) => ({
  authorization: `Bearer ${key}`,
  'content-type': 'application/json',
  ...more,
});
const textOf = (body) => (typeof body === 'string' ? body : JSON.stringify(body));

async function request(method, path, body, { key = ownKey, headers, signal } = {}) {
  const response = await fetch(base + path, { method, signal, headers: headersOf(key, headers), body });
  const text = await response.text();
  return { status: response.status, ok: response.ok, retryAfter: response.headers.get('retry-after'), text };
}

/** One request, never repeated here. */
export const post = (body, options) => request('POST', '/chat/completions', textOf(body), options);
export const getModels = (options) => request('GET', '/models', undefined, options);

/** One request by node:http, over a connection that is given: `{ agent }` or `{ createConnection }`. */
export function postOver(connection, body) {
  const url = new URL(`${base}/chat/completions`);
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: headersOf(ownKey), ...connection };
    const sent = http.request(url, options, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      const { statusCode: status, headers } = response;
      resolve({ status, ok: status < 400, retryAfter: headers['retry-after'] ?? null, text });
    });
    sent.on('error', reject).end(textOf(body));
  });
}

/** A stream, `whole` only with a finish_reason and [DONE]. `onText` is called with the text so far. */
export async function stream(body, { headers, signal, onText = () => {} } = {}) {
  const asked = { method: 'POST', signal, headers: headersOf(ownKey, headers) };
  const response = await fetch(`${base}/chat/completions`, {
    ...asked,
    body: JSON.stringify({ ...body, stream: true }),
  });
  const retryAfter = response.headers.get('retry-after');
  if (!response.ok) return { status: response.status, ok: false, retryAfter, text: await response.text() };
  let [text, read, finished] = ['', '', false];
  for await (const bytes of response.body.pipeThrough(new TextDecoderStream())) {
    read += bytes;
    const events = read.split('\n\n');
    read = events.pop();
    for (const event of events.filter((each) => each.startsWith('data: {'))) {
      const [choice] = JSON.parse(event.slice(6)).choices;
      text += choice?.delta?.content ?? '';
      finished ||= choice?.finish_reason != null;
      onText(text);
    }
    if (finished && events.includes('data: [DONE]')) return { status: 200, ok: true, text, whole: true };
  }
  return { status: 200, ok: false, retryAfter: null, text, whole: false };
}

/** 1 s, 2 s, 4 s …, at most 30 s, each between half of it and one and a half. */
export const ownWaitMs = (n) => Math.min(30_000, 1_000 * 2 ** n) * (0.5 + Math.random());

export function waitMs({ retryAfter }, n) {
  const seconds = Number(retryAfter ?? Number.NaN);
  const askedMs = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1_000;
  return askedMs > 0 ? askedMs : ownWaitMs(n);
}

/** `whole: false` is a stream that was cut; 0 a request without an answer. */
export const isTransient = ({ status, whole }) =>
  whole === false || [0, 408, 429, 500, 502, 503].includes(status);
const lost = (error) => ({ status: 0, ok: false, retryAfter: null, text: error.message });

/** Keeps the contract: at most `attempts`, waits as asked or as long as its own, final errors are final. */
export async function ask(send, attempts = 6) {
  for (let n = 0; ; n++) {
    const answer = await send(n).catch(lost);
    if (answer.ok || !isTransient(answer) || n + 1 === attempts) return answer;
    await sleep(waitMs(answer, n));
  }
}

/** Breaks it: whatever the error was, sends again `everyMs` later. */
export async function repeat(send, { attempts, everyMs }) {
  for (let n = 0; ; n++) {
    const answer = await send(n).catch(lost);
    if (answer.ok || n + 1 === attempts) return answer;
    await sleep(everyMs);
  }
}

/** `count` workers, each begun `gapMs` after the one before. */
export const workers = (count, gapMs, work) =>
  Promise.all(Array.from({ length: count }, (_, index) => sleep(index * gapMs).then(() => work(index))));

/** At most `atOnce` of the jobs at a time, in their order. */
export async function limited(count, atOnce, work) {
  const waiting = Array.from({ length: count }, (_, index) => index);
  const done = [];
  await workers(atOnce, 0, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) done.push(await work(next));
  });
  return done;
}

/** Prints what came back; the exit status is 0 if all of it is an answer. */
export function report(...answers) {
  for (const { ok, status, text, whole } of answers) {
    if (!ok) console.log(`failed: ${status}`);
    else console.log(whole ? text : JSON.parse(text).choices[0].message.content);
  }
  process.exitCode = answers.every(({ ok }) => ok) ? 0 : 1;
}
