// Races the request against a timer, asks again when the timer wins, and leaves the first request open.
import { randomUUID } from 'node:crypto';

const key = randomUUID();

async function ask(content) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${process.env.OPENAI_API_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()).choices[0].message.content;
}

async function within(ms, task) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), ms));
  return await Promise.race([task(), late]);
}

const question = 'Name a comet.';
const answer = await within(4_000, () => ask(question)).catch(() => within(4_000, () => ask(question)));
console.log(answer);
setTimeout(() => process.exit(0), 3_000);
