/**
 * Node's clients. Standard input has the job (`run.ts`), standard output gets `{ versions, endings }`.
 * Each client is written as its own documentation begins; what a careful one adds are the lines that
 * help.
 */
import { text as readAll } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';

const job = JSON.parse(await readAll(process.stdin));
const { apiKey, model, prompt } = job;
const messages = [{ role: 'user', content: prompt }];

class CutShort extends Error {}
class ErrorInStream extends Error {}

/** Every client's careful reader ends so. */
function mustFinish(reason) {
  if (typeof reason !== 'string') throw new CutShort('no finish_reason');
}

const isCareful = ({ manner }) => manner === 'careful';

const signalOf = ({ manner, limitMs }) => (manner === 'plain' ? undefined : AbortSignal.timeout(limitMs));

/** The loop that tutorials show: it knows `data:` lines and `[DONE]`, nothing else of server-sent events. */
function readLines(one, lines, got) {
  for (const line of lines) {
    if (!line.startsWith('data: ')) continue;
    const data = line.slice('data: '.length);
    if (data === '[DONE]') break;
    const { choices, error } = JSON.parse(data);
    if (isCareful(one)) {
      if (error) throw new ErrorInStream(error.message);
    }
    got.text += choices?.[0]?.delta?.content ?? '';
    got.finish = choices?.[0]?.finish_reason ?? got.finish;
  }
}

/** A completion; whatever else a client takes for one has no text. */
function readWhole(answer, got) {
  got.text = answer?.choices?.[0]?.message?.content ?? null;
  got.finish = answer?.choices?.[0]?.finish_reason;
}

function post({ url, limitMs }, stream) {
  return fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages, stream }),
    signal: AbortSignal.timeout(limitMs),
  });
}

const byFetch = {
  async stream(one, got) {
    const response = await post(one, true);
    readLines(one, (await response.text()).split('\n'), got);
    if (isCareful(one)) mustFinish(got.finish);
  },
  async whole(one, got) {
    const response = await post(one, false);
    readWhole(await response.json(), got);
    if (isCareful(one)) mustFinish(got.finish);
  },
};

function openaiOf({ url, limitMs }) {
  return new OpenAI({ baseURL: url, apiKey, maxRetries: 0, timeout: limitMs, logLevel: 'off' });
}

const byOpenai = {
  async stream(one, got) {
    const signal = signalOf(one);
    const stream = await openaiOf(one).chat.completions.create({ model, messages, stream: true }, { signal });
    for await (const { choices } of stream) {
      got.text += choices?.[0]?.delta?.content ?? '';
      got.finish = choices?.[0]?.finish_reason ?? got.finish;
    }
    if (isCareful(one)) {
      signal.throwIfAborted();
      mustFinish(got.finish);
    }
  },
  async whole(one, got) {
    const signal = signalOf(one);
    readWhole(await openaiOf(one).chat.completions.create({ model, messages }, { signal }), got);
    if (isCareful(one)) mustFinish(got.finish);
  },
};

const byHelper = {
  async stream(one, got) {
    const signal = signalOf(one);
    const stream = openaiOf(one).chat.completions.stream({ model, messages }, { signal });
    readWhole(await stream.finalChatCompletion(), got);
  },
};

function aiModelOf({ url }) {
  return createOpenAICompatible({ name: 'gateway', baseURL: url, apiKey })(model);
}

const byAi = {
  async stream(one, got) {
    const failures = [];
    const result = streamText({
      ...{ model: aiModelOf(one), prompt, maxRetries: 0, timeout: one.limitMs },
      onError: ({ error }) => failures.push(error),
    });
    for await (const part of result.textStream) got.text += part;
    if (failures.length > 0) got.aside = `onError: ${say(failures[0])}`;
    if (!isCareful(one)) return;
    if (failures.length > 0) throw failures[0];
    got.finish = await result.finishReason;
    if (['other', 'error'].includes(got.finish)) throw new CutShort(got.finish);
  },
  async whole(one, got) {
    const answer = await generateText({
      ...{ model: aiModelOf(one), prompt, maxRetries: 0, timeout: one.limitMs },
    });
    got.text = answer.text;
    if (isCareful(one) && ['other', 'error'].includes(answer.finishReason)) throw new CutShort();
  },
};

function chatOf({ url, limitMs }) {
  const configuration = { baseURL: url, logLevel: 'off' };
  return new ChatOpenAI({ model, apiKey, configuration, maxRetries: 0, timeout: limitMs });
}

const byLangchain = {
  async stream(one, got) {
    const signal = signalOf(one);
    for await (const { content, response_metadata } of await chatOf(one).stream(prompt, { signal })) {
      got.text += content;
      got.finish = response_metadata.finish_reason ?? got.finish;
    }
    if (isCareful(one)) mustFinish(got.finish);
  },
  async whole(one, got) {
    const signal = signalOf(one);
    const { content, response_metadata } = await chatOf(one).invoke(prompt, { signal });
    got.text = content;
    if (isCareful(one)) mustFinish(response_metadata.finish_reason);
  },
};

const clients = {
  fetch: byFetch,
  openai: byOpenai,
  'openai helper': byHelper,
  'AI SDK': byAi,
  LangChain: byLangchain,
};

/** The class, and the code of the innermost cause: texts differ between versions. */
function say(error) {
  const name = error?.name ?? typeof error;
  const own = error?.constructor?.name ?? name;
  const called = { DOMException: name, Error: name, Object: 'an object' }[own] ?? own;
  for (let at = error; at !== undefined && at !== null; at = at.cause)
    if (typeof at.code === 'string' || at.name === 'HTTPParserError')
      return `${called} ${at.code ?? at.name}`;
  return called;
}

/** As `how`: returned, raised, or neither by some time after its own limit. */
async function ending(one) {
  const got = { text: '' };
  const begun = performance.now();
  const asked = clients[one.client][one.asks](one, got).then(
    () => ({ how: 'returned' }),
    (error) => ({ how: 'raised', said: say(error), afterMs: performance.now() - begun }),
  );
  const given = setTimeout(one.limitMs + job.graceMs, { how: 'waits on' });
  return { ...(await Promise.race([asked, given])), ...got };
}

// What a client starts besides and nobody waits for must not end the run.
process.on('unhandledRejection', () => {});

const endings = {};
const waiting = job.cases.values();
const worker = async () => {
  for (const one of waiting) endings[one.name] = await ending(one);
};
await Promise.all(Array.from({ length: job.atOnce }, worker));
const { versions } = process;
const told = { versions: { fetch: `Node ${versions.node} (undici ${versions.undici})` }, endings };
process.stdout.write(JSON.stringify(told), () => process.exit(0));
