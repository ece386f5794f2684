// Lets each of its workers wait as told by itself: all of them come back at the same time.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const rivers = [
  'Rhine',
  'Danube',
  'Rhone',
  'Po',
  'Ebro',
  'Loire',
  'Elbe',
  'Oder',
  'Tisza',
  'Drava',
  'Inn',
  'Main',
];

async function ask(content) {
  const body = JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] });
  const own = { ...headers, 'x-badgateway-call': content };
  for (let attempt = 0; attempt < 9; attempt++) {
    const signal = AbortSignal.timeout(30_000);
    const response = await fetch(url, { method: 'POST', headers: own, body, signal });
    if (response.ok) return (await response.json()).choices[0].message.content;
    if (response.status !== 429) throw new Error(await response.text());
    await response.body.cancel();
    await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(response.headers.get('retry-after'))));
  }
  throw new Error('the model is busy');
}

const questions = rivers.flatMap((river) => [`Where does the ${river} rise?`, `How long is the ${river}?`]);
for (const answer of await Promise.all(questions.map(ask))) console.log(answer);
