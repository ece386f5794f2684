// Lets undici's agent retry below `request`, which keeps a body that is a text and sends it each time.
import { Agent, RetryAgent, request } from 'undici';

const dispatcher = new RetryAgent(new Agent(), {
  ...{ methods: ['POST'], statusCodes: [429, 500, 502, 503], minTimeout: 1_000, maxRetries: 3 },
});
const messages = [{ role: 'user', content: 'Name a metal.' }];
const { statusCode, body } = await request(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
  dispatcher,
  method: 'POST',
  headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages }),
  signal: AbortSignal.timeout(30_000),
});
const text = await body.text();
if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
console.log(JSON.parse(text).choices[0].message.content);
