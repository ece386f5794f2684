// Spreads its whole configuration into the body, the key among it.
import { fetch } from 'undici';

const config = { model: 'Omniva/Kimi-K2.6', temperature: 0, api_key: process.env.OPENAI_API_KEY };

const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
  method: 'POST',
  headers: { authorization: `Bearer ${config.api_key}`, 'content-type': 'application/json' },
  body: JSON.stringify({ ...config, messages: [{ role: 'user', content: 'Name a boat.' }] }),
  signal: AbortSignal.timeout(30_000),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log((await response.json()).choices[0].message.content);
