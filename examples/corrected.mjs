/**
 * Waits as long as `Retry-After` says, else 1 s, 2 s, 4 s, each ±50 %; retries only what passes by itself. The twin
 * of naive.mjs: `badgateway drill rate-limited-then-recovers -- node examples/corrected.mjs` has nothing to say.
 */
const base = process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1';
const key = process.env.OPENAI_API_KEY ?? 'sk-example-0123456789';
const passing = [408, 429, 500, 502, 503];

async function ask(content) {
  return await fetch(`${base}/chat/completions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: 'any-model', messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(30_000),
  });
}

for (let attempt = 0; attempt < 4; attempt++) {
  const answer = await ask('Say hello.');
  if (answer.ok) {
    console.log((await answer.json()).choices[0].message.content);
    process.exit(0);
  }
  console.error(`attempt ${attempt + 1}: ${answer.status}`);
  await answer.body?.cancel();
  if (!passing.includes(answer.status)) break;
  const told = Number(answer.headers.get('retry-after') ?? Number.NaN) * 1_000;
  const own = Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random());
  await new Promise((resolve) => setTimeout(resolve, Number.isNaN(told) ? own : told));
}
console.error('no answer');
process.exit(1);
