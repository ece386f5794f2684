// Its fallback is another model that can chat.
const models = ['Omniva/Kimi-K2.6', 'MiniMaxAI/MiniMax-M2.5'];
const { OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;
const headers = { authorization: `Bearer ${OPENAI_API_KEY}`, 'content-type': 'application/json' };

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(model) {
  return await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Name a bridge.' }] }),
    signal: AbortSignal.timeout(30_000),
  });
}

for (const model of models) {
  for (let attempt = 0; attempt < 2; attempt++) {
    const response = await ask(model);
    const answer = await response.json();
    if (response.ok) {
      console.log(answer.choices[0].message.content);
      process.exit(0);
    }
    if (response.status !== 503) break;
    await sleep(1_000 * 2 ** attempt * (0.6 + 0.8 * Math.random()));
  }
}
throw new Error('no model answered');
