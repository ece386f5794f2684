// Makes a new Idempotency-Key for each attempt, so that the gateway takes a retry for another call.
import { randomUUID } from 'node:crypto';

async function send(body) {
  return await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${process.env.OPENAI_API_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
}

async function ask(content) {
  const body = { model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] };
  for (let attempt = 0; attempt < 4; attempt++) {
    const response = await send(body);
    if (response.ok) return (await response.json()).choices[0].message.content;
    if (response.status < 500) throw new Error(await response.text());
    await new Promise((resolve) => setTimeout(resolve, response.headers.get('retry-after') * 1_000));
  }
  throw new Error('no answer after 4 attempts');
}

console.log(await ask('Order two tickets.'));
