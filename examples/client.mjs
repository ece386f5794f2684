/**
 * Asks one question through the gateway in OPENAI_BASE_URL, as a well-behaved client does:
 * three attempts, waiting as long as `Retry-After` says. Nothing but Node is needed.
 */
const base = process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1';
const key = process.env.OPENAI_API_KEY ?? 'sk-example-0123456789';
const attempts = 3;

async function ask() {
  return await fetch(`${base}/chat/completions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content: 'Say hello.' }] }),
    signal: AbortSignal.timeout(30_000),
  });
}

for (let attempt = 1; attempt <= attempts; attempt++) {
  const answer = await ask();
  const body = await answer.text();
  const fault = answer.headers.get('x-badgateway-fault');
  console.log(`attempt ${attempt}: ${answer.status}${fault ? ` (injected by rule ${fault})` : ''}`);
  if (answer.ok) {
    console.log(JSON.parse(body).choices[0].message.content);
    break;
  }
  console.log(body);
  if (![408, 429, 500, 502, 503].includes(answer.status) || attempt === attempts) {
    process.exitCode = 1;
    break;
  }
  const wait = Number(answer.headers.get('retry-after') ?? attempt);
  await new Promise((resolve) => setTimeout(resolve, wait * 1_000));
}
