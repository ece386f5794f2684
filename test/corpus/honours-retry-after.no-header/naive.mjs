// Sleeps by Retry-After, which no such answer carries: of null comes 0, so that it asks again at once.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Name a bush.' }] });

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

for (let attempt = 0; attempt < 3; attempt++) {
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) });
  const answer = await response.json();
  if (response.ok) {
    console.log(answer.choices[0].message.content);
    process.exit(0);
  }
  if (answer.error.code !== 'budget_limit_exceeded') break;
  await sleep(Number(response.headers.get('retry-after')) * 1_000);
}
console.error('no answer');
process.exit(1);
