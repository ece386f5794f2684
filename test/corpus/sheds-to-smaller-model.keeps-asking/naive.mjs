// Asks the model that is refused again and again, and gives up.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const messages = [{ role: 'user', content: 'Name a painter.' }];

async function ask() {
  const body = JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages });
  for (let attempt = 0; attempt < 6; attempt++) {
    const signal = AbortSignal.timeout(30_000);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    if (response.ok) return (await response.json()).choices[0].message.content;
    if (response.status !== 429) throw new Error(await response.text());
    await response.body.cancel();
    await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(response.headers.get('retry-after'))));
  }
  throw new Error('the model is busy');
}

console.log(await ask());
