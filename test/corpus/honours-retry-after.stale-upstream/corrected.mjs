// Waits as long as a refusal says, and takes every other error as final.
import { setTimeout as sleep } from 'node:timers/promises';

async function ask(content) {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${process.env.OPENAI_API_KEY}`,
        'content-type': 'application/json',
        'idempotency-key': content,
      },
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.json();
    if (response.ok) return answer.choices[0].message.content;
    if (response.status !== 429 || attempt === 4)
      throw new Error(`${response.status} ${answer.error.message}`);
    await sleep(1_000 * Number(response.headers.get('retry-after')));
  }
}

for (const island of ['Texel', 'Gotland', 'Elba']) console.log(await ask(`Where is ${island}?`));
