// Takes every error for a passing one, and sends each attempt as if it were a new request.
import { randomUUID } from 'node:crypto';

const { OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;

for (let attempt = 0; attempt < 5; attempt++) {
  const response = await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${OPENAI_API_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({
      model: 'Omniva/Kimi-K2.6',
      messages: [{ role: 'user', content: 'Name a gate.' }],
    }),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = await response.json();
  if (response.ok) {
    console.log(answer.choices[0].message.content);
    process.exit(0);
  }
}
throw new Error('no answer after 5 attempts');
