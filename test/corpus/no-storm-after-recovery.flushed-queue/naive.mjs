// Waits until the gateway is well and sends all that has piled up in one go.
const base = process.env.OPENAI_BASE_URL;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(content) {
  const body = JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] });
  const response = await fetch(`${base}/chat/completions`, {
    ...{ method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()).choices[0].message.content;
}

const failed = [];
const jobs = Array.from({ length: 40 }, (_, index) => `Describe product ${index}.`);
for (const job of jobs) {
  await ask(job).then(console.log, () => failed.push(job));
}
for (let attempt = 0; attempt < 5; attempt++) {
  await sleep(1_000 * 2 ** attempt * (0.5 + Math.random()));
  if ((await fetch(`${base}/models`, { headers })).ok) break;
}
for (const text of await Promise.all(failed.map(ask))) console.log(text);
