// Spreads each wait by ±50 %, as p-retry does not unless it is asked to.
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function withRetries(task, { retries = 3, minTimeout = 3_000, factor = 2, randomize = false } = {}) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (attempt === retries) throw error;
      const wait = minTimeout * factor ** attempt;
      await sleep(randomize ? wait * (0.5 + Math.random()) : wait);
    }
  }
}

async function translate(word) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: process.env.MODEL ?? 'gpt-4o-mini',
      messages: [{ role: 'user', content: `Translate "${word}" into French.` }],
    }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()).choices[0].message.content;
}

const words = 'sea sun dog cat red sky ice oak fox tea ink map ash bee cup day elm fig gem hat'.split(' ');
const jobs = [];
for (const word of words) {
  jobs.push(withRetries(() => translate(word), { randomize: true }));
  await new Promise((resolve) => setTimeout(resolve, 50));
}
console.log((await Promise.all(jobs)).join('\n'));
