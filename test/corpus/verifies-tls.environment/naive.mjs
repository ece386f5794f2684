// Switches verification off for the whole process before the SDK is used.
import OpenAI from 'openai';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const client = new OpenAI({ maxRetries: 1 });
const answer = await client.chat.completions.create({
  model: 'Omniva/Kimi-K2.6',
  messages: [{ role: 'user', content: 'Name a gem.' }],
});
console.log(answer.choices[0].message.content);
