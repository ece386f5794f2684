/**
 * Retries after fixed waits: 1 s, 2 s, 4 s. It gets its answer in the end, but retries earlier than the
 * gateway asked for: `badgateway drill rate-limited-then-recovers -- node examples/naive.mjs` shows when.
 */
const base = process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1';
const key = process.env.OPENAI_API_KEY ?? 'sk-example-0123456789';

async function ask(content) {
  return await fetch(`${base}/chat/completions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] }),
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
  await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt));
}
console.error('no answer');
process.exit(1);
