// Asks a smaller model once the large one has been refused three times, at the end of the wait.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const messages = [{ role: 'user', content: 'Name a painter.' }];
const [large, small] = ['Omniva/Kimi-K2.6', 'MiniMaxAI/MiniMax-M2.5'];

async function ask() {
  for (let refusals = 0; refusals < 6; refusals++) {
    const model = refusals < 3 ? large : small;
    const body = JSON.stringify({ model, messages });
    const signal = AbortSignal.timeout(30_000);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    if (response.ok) return (await response.json()).choices[0].message.content;
    if (response.status !== 429) throw new Error(await response.text());
    await response.body.cancel();
    await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(response.headers.get('retry-after'))));
  }
  throw new Error('both models are busy');
}

console.log(await ask());
