// Notes the time of each attempt in its metadata, and waits as long as it is asked to.
import { setTimeout as sleep } from 'node:timers/promises';

async function ask(content) {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content }],
        metadata: { ts: String(performance.timeOrigin + performance.now()) },
      }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.json();
    if (response.ok) return answer.choices[0].message.content;
    if (response.status !== 429 || attempt === 4) throw new Error(answer.error.message);
    await sleep(1_000 * Number(response.headers.get('retry-after')));
  }
}

console.log(await ask('Name a lake.'));
