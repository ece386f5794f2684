// Sends the whole text again, although it is too long to be answered in time.
const { OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;
const headers = { authorization: `Bearer ${OPENAI_API_KEY}`, 'content-type': 'application/json' };
const text = `Sum this up. ${'A chapter on the tides of the sea. '.repeat(40)} And one more chapter.`;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let status = 0;
for (let attempt = 0; attempt < 3; attempt++) {
  if (attempt > 0) await sleep(500 * 2 ** attempt * (0.6 + 0.8 * Math.random()));
  const messages = [{ role: 'user', content: text }];
  const response = await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', max_tokens: 2_000, messages }),
    signal: AbortSignal.timeout(30_000),
  });
  status = response.status;
  const answer = await response.json();
  if (response.ok) {
    console.log(answer.choices[0].message.content);
    process.exit(0);
  }
  if (![408, 500, 502, 503].includes(status)) break;
}
throw new Error(`no answer: ${status}`);
