// Draws each wait anew, for each call by itself.
async function ask(content) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = await response.json();
  if (response.ok) return answer.choices[0].message.content;
  if (![408, 429, 500, 502, 503].includes(response.status)) throw new Error(answer.error.message);
  return null;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const trees = ['ash', 'beech', 'cedar', 'elm', 'fir', 'larch', 'maple', 'oak', 'pine', 'yew'];

async function patiently(content) {
  for (let attempt = 0; attempt < 4; attempt++) {
    const answer = await ask(content);
    if (answer !== null) return answer;
    const wait = 2_000 * 2 ** attempt;
    await sleep(wait * (0.5 + Math.random()));
  }
  throw new Error('no answer after 4 attempts');
}

console.log((await Promise.all(trees.map((tree) => patiently(`How tall is the ${tree}?`)))).join('\n'));
