// Draws one wait for the whole batch, and then sends again all that has failed.
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

let missing = trees;
for (let attempt = 0; missing.length > 0 && attempt < 4; attempt++) {
  if (attempt > 0) await sleep(1_500 * 2 ** attempt * (0.5 + Math.random()));
  const answers = await Promise.all(missing.map((tree) => ask(`How tall is the ${tree}?`)));
  for (const answer of answers) if (answer !== null) console.log(answer);
  missing = missing.filter((_, index) => answers[index] === null);
}
process.exit(missing.length === 0 ? 0 : 1);
