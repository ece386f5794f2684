// Goes past all caches with a new parameter in each attempt, and waits as it is asked to.
import { setTimeout as sleep } from 'node:timers/promises';

const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}` };

async function modelsNow() {
  for (let attempt = 1; ; attempt++) {
    const url = `${process.env.OPENAI_BASE_URL}/models?_=${Math.round(1_000 * performance.now())}`;
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
    const answer = await response.json();
    if (response.ok) return answer.data;
    if (response.status !== 429 || attempt === 4) throw new Error(answer.error.message);
    await sleep(1_000 * Number(response.headers.get('retry-after')));
  }
}

for (const { id } of await modelsNow()) console.log(id);
