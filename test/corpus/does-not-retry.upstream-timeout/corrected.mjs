// Tells the SDK through x-should-retry what the gateway says in its own header field.
import OpenAI from 'openai';

const client = new OpenAI({
  async fetch(url, init) {
    const response = await fetch(url, init);
    const category = response.headers.get('x-gateway-error-category');
    if (response.ok || category === 'platform') return response;
    const headers = new Headers(response.headers);
    headers.set('x-should-retry', 'false');
    return new Response(response.body, { status: response.status, headers });
  },
});

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
