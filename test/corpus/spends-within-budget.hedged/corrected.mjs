// Sends each question once, since its answers are quick enough.
import { randomUUID } from 'node:crypto';

const { OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;

async function ask(content, idempotencyKey) {
  const response = await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${OPENAI_API_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    },
    body: JSON.stringify({
      model: 'Omniva/Kimi-K2.6',
      max_tokens: 256,
      messages: [{ role: 'user', content }],
    }),
    signal: AbortSignal.timeout(30_000),
  });
  return (await response.json()).choices[0].message.content;
}

for (const content of [
  'Describe a gate.',
  'What is a hinge for?',
  'Why do doors creak?',
  'Name ten locks.',
]) {
  console.log(await ask(content, randomUUID()));
}
