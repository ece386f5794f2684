// Hands the deadline to fetch, which closes the connection when the time is over.
import { randomUUID } from 'node:crypto';

const key = randomUUID();

async function ask(content, ms) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${process.env.OPENAI_API_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] }),
    signal: AbortSignal.timeout(ms),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()).choices[0].message.content;
}

const question = 'Name a comet.';
const answer = await ask(question, 4_000).catch(async () => {
  await new Promise((resolve) => setTimeout(resolve, 500 + 1_000 * Math.random()));
  return await ask(question, 4_000);
});
console.log(answer);
