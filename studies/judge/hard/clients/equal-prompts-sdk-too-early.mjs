// Four workers ask the same at once through the openai SDK; a wrapper of fetch hides Retry-After from it.
import OpenAI from 'openai';
import { chat, workers } from '../lib.mjs';

async function withoutRetryAfter(...request) {
  const { status, headers, body } = await fetch(...request);
  const kept = [...headers].filter(([name]) => !name.startsWith('retry-after'));
  return new Response(body, { status, headers: kept });
}
const client = new OpenAI({ fetch: withoutRetryAfter });
const body = chat('Rate this answer from 1 to 5.');
await workers(4, 0, () => client.chat.completions.create(body).catch(({ message }) => console.log(message)));
process.exitCode = 1;
