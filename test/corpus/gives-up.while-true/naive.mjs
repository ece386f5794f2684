// Retries for ever, a second at a time.
const url = `${process.env.OPENAI_BASE_URL}/chat/completions`;
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' };
const body = JSON.stringify({
  model: 'Omniva/Kimi-K2.6',
  messages: [{ role: 'user', content: 'Write a haiku.' }],
});

let response;
while (true) {
  response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) });
  if (![408, 429, 500, 502, 503].includes(response.status)) break;
  const wait = Number(response.headers.get('retry-after') ?? 1) * 1_000;
  await new Promise((resolve) => setTimeout(resolve, wait * (1 + Math.random() / 2)));
}
console.log((await response.json()).choices[0].message.content);
