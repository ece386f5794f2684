// Leaves verification on and tells which variable takes a root that is to be trusted.
import OpenAI, { APIConnectionError } from 'openai';

const client = new OpenAI({ maxRetries: 1 });
try {
  const answer = await client.chat.completions.create({
    model: 'Omniva/Kimi-K2.6',
    messages: [{ role: 'user', content: 'Name a gem.' }],
  });
  console.log(answer.choices[0].message.content);
} catch (error) {
  const why = error instanceof APIConnectionError ? error.cause?.cause?.code : error.message;
  console.error(`no answer: ${why}; a root that is to be trusted goes into NODE_EXTRA_CA_CERTS`);
  process.exitCode = 1;
}
