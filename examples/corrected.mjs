/**
 * Keeps to what the platforms ask of a client, in 70 lines and without a library. Each has scenarios for all of it:
 * `badgateway drill --suite token-factory --jobs 4 -- node examples/corrected.mjs` reports no finding.
 */
const base = process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1';
const headers = {
  Authorization: `Bearer ${process.env.OPENAI_API_KEY ?? 'sk-example-0123456789'}`,
  'Content-Type': 'application/json',
};
/** The second model is asked if the first has no healthy upstream. */
const models = ['Omniva/Kimi-K2.6', 'MiniMaxAI/MiniMax-M2.5'];

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Some gateways put an error into a 200: what is no answer is taken for a 503, which it is. */
async function ask(model, content) {
  const answer = await fetch(`${base}/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(30_000),
  });
  const body = await answer.json().catch(() => null);
  const isNone = answer.ok && body?.choices === undefined;
  return { status: isNone ? 503 : answer.status, headers: answer.headers, body };
}

/** Whether an error is transient. Headers outrank the status: they say whether a gateway has already retried. */
function passes({ status, headers, body }) {
  const told = headers.get('x-should-retry');
  if (told !== null) return told === 'true';
  if (/^upstream(_error)?$/.test(headers.get('x-gateway-error-category') ?? '')) return false;
  if (body?.error?.code === 'insufficient_quota') return false;
  return [408, 409, 429, 500, 502, 503].includes(status);
}

/** The wait that the answer asks for; else 1 s, 2 s, 4 s, each ±50 %, at most 30 s. */
function waitMs({ headers }, attempt) {
  const askedMs = Number(headers.get('retry-after') ?? Number.NaN) * 1_000;
  return Number.isNaN(askedMs) ? Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random()) : askedMs;
}

/** Four attempts at one model: its answer, or the last error. */
async function tryModel(model) {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask(model, 'Say hello.');
    if (answer.status === 200) return answer;
    console.error(`${model}, attempt ${attempt + 1}: ${answer.status}`);
    if (!passes(answer) || attempt === 3) return answer;
    await sleep(waitMs(answer, attempt));
    // Another client changed the resource: look at its present state before the same request is sent again.
    if (answer.status === 409) await (await fetch(`${base}/models`, { headers })).body?.cancel();
  }
}

for (const model of models) {
  const answer = await tryModel(model);
  if (answer.status === 200) {
    console.log(answer.body.choices[0].message.content);
    process.exit(0);
  }
  if (answer.status !== 503) break;
}
console.error('no answer');
process.exit(1);
