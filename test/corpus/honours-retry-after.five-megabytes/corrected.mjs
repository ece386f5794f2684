// Sends a picture of 5 MB again when the wait is over that the refusal asks for.
import { setTimeout as sleep } from 'node:timers/promises';

const picture = Buffer.alloc(3_900_000, 'badgateway').toString('base64');
const content = [
  { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } },
  { type: 'text', text: 'What is in this picture?' },
];
const body = JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] });

async function ask() {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.json();
    if (response.ok) return answer.choices[0].message.content;
    if (response.status !== 429 || attempt === 3) throw new Error(answer.error.message);
    await sleep(1_000 * Number(response.headers.get('retry-after')));
  }
}

console.log(await ask());
