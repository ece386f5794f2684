// Lets undici's agent retry below fetch, where the body is a stream that the first attempt has used up.
import { Agent, fetch, RetryAgent } from 'undici';

const dispatcher = new RetryAgent(new Agent(), {
  ...{ methods: ['POST'], statusCodes: [429, 500, 502, 503], minTimeout: 1_000, maxRetries: 3 },
});
const messages = [{ role: 'user', content: 'Name a metal.' }];
const response = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
  dispatcher,
  method: 'POST',
  headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages }),
  signal: AbortSignal.timeout(30_000),
});
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
console.log((await response.json()).choices[0].message.content);
