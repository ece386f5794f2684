// Looks at a batch every fifth of a second, and waits as long as a refusal says.
import { setTimeout as sleep } from 'node:timers/promises';

const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}` };

for (let failed = 0; failed < 5; ) {
  const response = await fetch(`${process.env.OPENAI_BASE_URL}/batches/batch_1`, {
    headers,
    signal: AbortSignal.timeout(30_000),
  });
  const answer = await response.json();
  console.log(response.status, answer.status ?? answer.error.message);
  if (answer.status === 'completed') process.exit(0);
  if (!response.ok) failed += 1;
  const wait = response.headers.get('retry-after');
  await sleep(wait === null ? 200 : 1_000 * Number(wait));
}
process.exit(1);
