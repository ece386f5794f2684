// Looks for the finish_reason, and ends with an error where none came.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const stream = await client.chat.completions.create({
  model: 'Omniva/Kimi-K2.6',
  messages: [{ role: 'user', content: 'How is glass made?' }],
  stream: true,
});
let finish = null;
for await (const { choices } of stream) {
  process.stdout.write(choices[0]?.delta.content ?? '');
  finish ??= choices[0]?.finish_reason ?? null;
}
process.stdout.write('\n');
if (finish === null) {
  console.error('the answer is incomplete: the stream ended without a finish_reason');
  process.exit(1);
}
