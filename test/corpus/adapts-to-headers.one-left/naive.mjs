// Asks as quickly as it can, and waits only once it has been refused.
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

async function ask(content) {
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
  for (let attempt = 0; attempt < 5; attempt++) {
    const signal = AbortSignal.timeout(30_000);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    if (response.ok) return (await response.json()).choices[0].message.content;
    if (response.status !== 429) throw new Error(await response.text());
    await response.body.cancel();
    await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(response.headers.get('retry-after'))));
  }
  throw new Error('the model is busy');
}

for (const city of cities) console.log(await ask(`Where is ${city}?`));
