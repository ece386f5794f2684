/**
 * Keeps to what both platforms ask of a client, in 50 lines and without a library. Each has scenarios for all of it:
 * `badgateway drill --suite token-factory --jobs 4 -- node examples/corrected.mjs` has nothing to say.
 */
const base = process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1';
const headers = {
  Authorization: `Bearer ${process.env.OPENAI_API_KEY ?? 'sk-example-0123456789'}`,
  'Content-Type': 'application/json',
};
/** The second is asked where the first has no healthy upstream. */
const models = ['Omniva/Kimi-K2.6', 'MiniMaxAI/MiniMax-M2.5'];

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const ask = (model, content) =>
  fetch(`${base}/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model, messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(30_000),
  });

/** What passes by itself. DeepToken says by a header whether it has tried an upstream again already. */
function passes({ status, headers }) {
  if (/^upstream(_error)?$/.test(headers.get('x-gateway-error-category') ?? '')) return false;
  return [408, 409, 429, 500, 502, 503].includes(status);
}

/** As long as the answer says; else 1 s, 2 s, 4 s, each ±50 %, at most 30 s. */
function waitMs({ headers }, attempt) {
  const told = Number(headers.get('retry-after') ?? Number.NaN) * 1_000;
  return Number.isNaN(told) ? Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random()) : told;
}

/** Four attempts at one model: its answer, or the last error. */
async function tryModel(model) {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask(model, 'Say hello.');
    if (answer.ok) return answer;
    console.error(`${model}, attempt ${attempt + 1}: ${answer.status}`);
    await answer.body?.cancel();
    if (!passes(answer) || attempt === 3) return answer;
    await sleep(waitMs(answer, attempt));
    // Somebody else changed something: what, is to be looked at before the same is sent again.
    if (answer.status === 409) await (await fetch(`${base}/models`, { headers })).body?.cancel();
  }
}

for (const model of models) {
  const answer = await tryModel(model);
  if (answer.ok) {
    console.log((await answer.json()).choices[0].message.content);
    process.exit(0);
  }
  if (answer.status !== 503) break;
}
console.error('no answer');
process.exit(1);
