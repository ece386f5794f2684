// Waits as long as Retry-After says, and by its own figures only where the answer says nothing.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const body = JSON.stringify({
  model: 'Omniva/Kimi-K2.6',
  messages: [{ role: 'user', content: 'Name a river.' }],
});

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask() {
  for (let attempt = 0; attempt < 5; attempt++) {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) });
    if (response.ok) return (await response.json()).choices[0].message.content;
    if (response.status !== 429 && response.status < 500) throw new Error(await response.text());
    await response.body.cancel();
    if (response.headers.has('retry-after')) await sleep(1_000 * Number(response.headers.get('retry-after')));
    else await sleep(1_000 * 2 ** attempt * (0.5 + Math.random()));
  }
  throw new Error('the model is busy');
}

console.log(await ask());
