// Backs off by its own figures and never looks at Retry-After.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const body = JSON.stringify({
  model: 'Omniva/Kimi-K2.6',
  messages: [{ role: 'user', content: 'Name a river.' }],
});

async function ask() {
  for (let attempt = 0; attempt < 5; attempt++) {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) });
    if (response.ok) return (await response.json()).choices[0].message.content;
    if (response.status !== 429 && response.status < 500) throw new Error(await response.text());
    await response.body?.cancel();
    const wait = 1_000 * 2 ** attempt * (0.5 + Math.random());
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  throw new Error('the model is busy');
}

console.log(await ask());
