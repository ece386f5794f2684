// Sleeps until the window of the budget has passed, then asks once more.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Name a tree.' }] });

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

for (let attempt = 0; attempt < 3; attempt++) {
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) });
  const answer = await response.json();
  if (response.ok) {
    console.log(answer.choices[0].message.content);
    process.exit(0);
  }
  const window = Number(response.headers.get('retry-after'));
  if (answer.error.code !== 'budget_limit_exceeded' || !window) break;
  console.error(`budget used up for another ${window} s`);
  await sleep(window * 1_000);
}
console.error('no answer');
process.exit(1);
