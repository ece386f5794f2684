// Streams with the SDK's defaults: a 504 is sent twice more.
import OpenAI from 'openai';

const client = new OpenAI();

const stream = await client.chat.completions.create({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Tell me a short story.' }],
  stream: true,
});
let finish = null;
for await (const { choices } of stream) {
  process.stdout.write(choices[0]?.delta.content ?? '');
  finish ??= choices[0]?.finish_reason;
}
process.exit(finish === null ? 1 : 0);
