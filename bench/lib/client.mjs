import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const clients = {
  control: new URL('../clients/control.mjs', import.meta.url),
  events: new URL('../clients/events.mjs', import.meta.url),
  flood: new URL('../clients/flood.mjs', import.meta.url),
  hung: new URL('../clients/hung.mjs', import.meta.url),
  reader: new URL('../clients/reader.mjs', import.meta.url),
  steady: new URL('../clients/steady.mjs', import.meta.url),
  streams: new URL('../clients/streams.mjs', import.meta.url),
};

/** Runs a client in a process of its own: options in, measurements out, both JSON. */
export async function runClient(name, options) {
  const args = [fileURLToPath(clients[name]), JSON.stringify(options)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const told = await text(child.stdout);
  if (told === '') throw new Error(`bench/clients/${name}.mjs ended without a result`);
  return JSON.parse(told);
}

/** A client that goes on until it is stopped; what it says last, where it says something, is the result. */
export async function startClient(name, options) {
  const args = [fileURLToPath(clients[name]), JSON.stringify(options)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  if ((await lines.next()).done) throw new Error(`bench/clients/${name}.mjs ended before it had begun`);
  return async () => {
    child.kill();
    const { value = 'null' } = await lines.next();
    await ended;
    return JSON.parse(value);
  };
}

/** About 900 bytes: a system text, a question, and the parameters that most clients send. */
export const chatBody = JSON.stringify({
  model: 'Omniva/Kimi-K2.6',
  messages: [
    { role: 'system', content: 'You are a helpful assistant that answers in one short sentence. '.repeat(6) },
    { role: 'user', content: 'Why is the sky blue, and why is the evening sky red? '.repeat(6) },
    // Counts the requests where each one is to be another.
    { role: 'user', content: 'Question 00000000' },
  ],
  temperature: 0.7,
  max_tokens: 256,
});

/** The same with a picture of so many bytes behind its texts. Made by the client: no argument is so long. */
export function withPicture(body, bytes) {
  if (bytes === 0) return body;
  const url = `data:image/png;base64,${'A'.repeat(bytes)}`;
  const { messages, ...others } = JSON.parse(body);
  const picture = { role: 'user', content: [{ type: 'image_url', image_url: { url } }] };
  return JSON.stringify({ ...others, messages: [...messages, picture] });
}

export const chatPath = '/v1/chat/completions';

export const chatHeaders = {
  'Content-Type': 'application/json',
  Authorization: 'Bearer sk-bench-0123456789abcdef0123456789',
  'User-Agent': 'bench/1.0',
};
