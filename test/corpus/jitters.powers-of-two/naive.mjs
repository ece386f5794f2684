// Waits exactly 6 s, then 12, as p-retry does without `randomize`: all calls come back in the same moment.
async function withRetries(task, { retries = 3, minTimeout = 6_000, factor = 2 } = {}) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (attempt === retries) throw error;
      await new Promise((resolve) => setTimeout(resolve, minTimeout * factor ** attempt));
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
  jobs.push(withRetries(() => translate(word)));
  await new Promise((resolve) => setTimeout(resolve, 50));
}
console.log((await Promise.all(jobs)).join('\n'));
