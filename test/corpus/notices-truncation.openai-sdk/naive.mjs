// Believes that a loop over the SDK's stream ends only when the answer does.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const stream = await client.chat.completions.create({
  model: 'Omniva/Kimi-K2.6',
  messages: [{ role: 'user', content: 'How is glass made?' }],
  stream: true,
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
process.stdout.write('\n');
