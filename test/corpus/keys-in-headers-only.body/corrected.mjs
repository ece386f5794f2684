// Keeps the key apart from what goes into the body.
import { fetch } from 'undici';

const { OPENAI_API_KEY: key } = process.env;
const config = { model: 'Omniva/Kimi-K2.6', temperature: 0 };

const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
  method: 'POST',
  headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  body: JSON.stringify({ ...config, messages: [{ role: 'user', content: 'Name a boat.' }] }),
  signal: AbortSignal.timeout(30_000),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log((await response.json()).choices[0].message.content);
