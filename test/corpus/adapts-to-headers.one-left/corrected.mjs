// Waits for one request to come back where an answer tells that none is left.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const cities = [
  'Bergen',
  'Ghent',
  'Graz',
  'Lviv',
  'Porto',
  'Pula',
  'Turku',
  'Vaasa',
  'Zadar',
  'Cork',
  'Brno',
  'Bari',
];

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** `1s`, `500ms`, `1m2s`: milliseconds. */
function durationMs(text) {
  const units = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit], 0);
}

async function slowDown(response) {
  const limit = Number(response.headers.get('x-ratelimit-limit-requests'));
  const resetMs = durationMs(response.headers.get('x-ratelimit-reset-requests'));
  if (response.headers.get('x-ratelimit-remaining-requests') === '0') await sleep(resetMs / limit);
}

async function ask(content) {
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
  for (let attempt = 0; attempt < 5; attempt++) {
    const signal = AbortSignal.timeout(30_000);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    if (response.ok) {
      const answer = (await response.json()).choices[0].message.content;
      await slowDown(response);
      return answer;
    }
    if (response.status !== 429) throw new Error(await response.text());
    await response.body.cancel();
    await sleep(1_000 * Number(response.headers.get('retry-after')));
  }
  throw new Error('the model is busy');
}

for (const city of cities) console.log(await ask(`Where is ${city}?`));
