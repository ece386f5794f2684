import type { Ask, Exchange, Reply } from './exchange.ts';
import { inChunks, whole } from './exchange.ts';
import type { Field } from './message.ts';

/** One call of the OpenAI API as its reference shows it: what is asked, and what comes back. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** `null`: the call has no body. */
  readonly asks: Content | null;
  readonly answers: Content;
}

export interface Content {
  readonly type: string;
  readonly body: Buffer;
}

function json(value: unknown): Content {
  return { type: 'application/json', body: Buffer.from(JSON.stringify(value)) };
}

/** Every byte there is, over and over: no text, and no valid UTF-8. */
export function octets(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 167 + (index >> 8)) % 256));
}

const boundary = 'X-EXCHANGE-BOUNDARY-7MA4YWxk';

function form(parts: Readonly<Record<string, string>>, file: string, bytes: Buffer): Content {
  const disposition = (name: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
  const fields = Object.entries(parts).map(([name, value]) => `${disposition(name)}\r\n\r\n${value}\r\n`);
  const head = `${disposition('file')}; filename="${file}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(fields.join('') + head),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { type: `multipart/form-data; boundary=${boundary}`, body };
}

export function events(...data: readonly string[]): Content {
  const text = data.map((line) => `data: ${line}\n\n`).join('');
  return { type: 'text/event-stream; charset=utf-8', body: Buffer.from(text) };
}

const messages = [
  { role: 'system', content: 'Du antwortest kurz – auf Deutsch.' },
  { role: 'user', content: 'Why is the sky blue? 東京 🌊' },
];
const usage = { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 };

function delta(content: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta: content, logprobs: null, finish_reason: finish }];
  return JSON.stringify({ id: 'chatcmpl-123', object: 'chat.completion.chunk', model: 'gpt-4o', choices });
}

const tokens = ['Blau', ' wegen', ' der', ' Streuung', ' – 空', ' 🌊'];

/** A stream of chat tokens, as its `data:` lines. */
export const chatStream: readonly string[] = [
  delta({ role: 'assistant', content: '' }),
  ...tokens.map((content) => delta({ content })),
  delta({}, 'stop'),
  JSON.stringify({ id: 'chatcmpl-123', object: 'chat.completion.chunk', choices: [], usage }),
  '[DONE]',
];

const chatAnswer = {
  id: 'chatcmpl-123',
  object: 'chat.completion',
  created: 1_741_569_952,
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, message: { role: 'assistant', content: tokens.join('') }, finish_reason: 'stop' }],
  usage,
};
const list = (data: readonly unknown[]) => json({ object: 'list', data });
const model = { id: 'gpt-4o', object: 'model', created: 1_686_935_002, owned_by: 'openai' };
const file = {
  id: 'file-abc123',
  object: 'file',
  bytes: 120_000,
  filename: 'mydata.jsonl',
  purpose: 'fine-tune',
};
const embedding = { object: 'embedding', index: 0, embedding: [0.0023064255, -0.009327292, -0.0028842222] };
const packed = { ...embedding, embedding: octets(96).toString('base64') };
const completion = { model: 'gpt-3.5-turbo-instruct', prompt: 'Say this is a test', max_tokens: 7 };
const completed = (text: string) => ({
  id: 'cmpl-1',
  object: 'text_completion',
  choices: [{ text, index: 0 }],
});
const question = { model: 'gpt-4.1', input: 'Tell me a three sentence story about a unicorn.' };
const batch = { id: 'batch_abc123', object: 'batch', endpoint: '/v1/chat/completions', status: 'validating' };
const refused = { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' };

type Row = readonly [name: string, line: string, asks: Content | null, answers: Content];

const rows: readonly Row[] = [
  ['chat', 'POST /v1/chat/completions', json({ model: 'gpt-4o', messages }), json(chatAnswer)],
  [
    'chat stream',
    'POST /v1/chat/completions',
    json({ model: 'gpt-4o', messages, stream: true, stream_options: { include_usage: true } }),
    events(...chatStream),
  ],
  ['completion', 'POST /v1/completions', json(completion), json(completed('This is a test.'))],
  [
    'completion stream',
    'POST /v1/completions',
    json({ ...completion, stream: true }),
    events(JSON.stringify(completed('This')), JSON.stringify(completed(' is')), '[DONE]'),
  ],
  [
    'response',
    'POST /v1/responses',
    json(question),
    json({ id: 'resp_67cc', object: 'response', output: [] }),
  ],
  ['embedding', 'POST /v1/embeddings', json({ model: 'ada', input: 'The food was …' }), list([embedding])],
  [
    'packed embedding',
    'POST /v1/embeddings',
    json({ input: ['a', 'b'], encoding_format: 'base64' }),
    list([packed]),
  ],
  ['models', 'GET /v1/models', null, list([model, { ...model, id: 'omni-moderation-latest' }])],
  ['model', 'GET /v1/models/gpt-4o', null, json(model)],
  [
    'model deletion',
    'DELETE /v1/models/ft:gpt-4o:acme:suffix:abc',
    null,
    json({ id: 'ft:gpt-4o', deleted: true }),
  ],
  ['moderation', 'POST /v1/moderations', json({ input: 'I want …' }), json({ id: 'modr-5', results: [] })],
  [
    'image',
    'POST /v1/images/generations',
    json({ prompt: 'A cute baby sea otter' }),
    json({ data: [{ b64_json: packed.embedding }] }),
  ],
  [
    'image edit',
    'POST /v1/images/edits',
    form({ prompt: 'A cat' }, 'cat.png', octets(5_000)),
    json({ data: [] }),
  ],
  ['file', 'POST /v1/files', form({ purpose: 'fine-tune' }, 'mydata.jsonl', octets(70_000)), json(file)],
  ['files', 'GET /v1/files?purpose=fine-tune&limit=10&order=desc', null, list([file])],
  [
    'file content',
    'GET /v1/files/file-abc123/content',
    null,
    { type: 'application/octet-stream', body: octets(90_000) },
  ],
  ['file deletion', 'DELETE /v1/files/file-abc123', null, json({ id: 'file-abc123', deleted: true })],
  ['speech', 'POST /v1/audio/speech', json({ voice: 'alloy' }), { type: 'audio/mpeg', body: octets(30_000) }],
  [
    'transcription',
    'POST /v1/audio/transcriptions',
    form({ model: 'whisper-1' }, 'speech.mp3', octets(20_000)),
    { type: 'text/plain; charset=iso-8859-1', body: Buffer.from('Die Größe der Bäume\n', 'latin1') },
  ],
  ['batch', 'POST /v1/batches', json({ input_file_id: 'file-abc123' }), json(batch)],
  [
    'batch cancellation',
    'POST /v1/batches/batch_abc123/cancel',
    null,
    json({ ...batch, status: 'cancelling' }),
  ],
  ['refusal', 'POST /v1/chat/completions', json({ model: 'gpt-4o', messages }), json({ error: refused })],
];

export const operations: readonly Operation[] = rows.map(([name, line, asks, answers]) => {
  const [method = '', path = ''] = line.split(' ');
  return { name, method, path, asks, answers };
});

export function operation(name: string): Operation {
  const found = operations.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no operation is called "${name}"`);
  return found;
}

/** What the API says of every answer. */
export const replyFields: readonly Field[] = [
  ['Date', 'Sun, 01 Mar 2026 12:00:00 GMT'],
  ['openai-organization', 'user-abc'],
  ['openai-processing-ms', '1243'],
  ['openai-version', '2020-10-01'],
  ['x-ratelimit-limit-requests', '10000'],
  ['x-ratelimit-remaining-tokens', '149984'],
  ['x-ratelimit-reset-requests', '6ms'],
  ['x-request-id', 'req_0123456789abcdef'],
  ['Set-Cookie', '__cf_bm=a.b-c; path=/; expires=Sun, 01-Mar-26 12:30:00 GMT; HttpOnly; Secure'],
  ['Server', 'cloudflare'],
  ['Set-Cookie', '_cfuvid=d_e; path=/; domain=.api.openai.com; HttpOnly; SameSite=None'],
  ['CF-RAY', '8f0e1d2c3b4a5968-FRA'],
];

const credential: Field = ['Authorization', 'Bearer sk-test-0123456789abcdef'];

/** An exchange of an operation, with parts of it replaced. */
export function exchangeOf(
  operation: Operation,
  suffix: string,
  changed: { readonly ask?: Partial<Ask>; readonly reply?: Partial<Reply> } = {},
): Exchange {
  const { method, path: target, asks, answers } = operation;
  const type: Field[] = asks === null ? [] : [['Content-Type', asks.type]];
  const streams = answers.type.startsWith('text/event-stream');
  return {
    name: `${operation.name}, ${suffix}`,
    ask: {
      method,
      target,
      fields: [credential, ...type],
      content: asks === null ? { kind: 'none' } : whole(asks.body),
      ...changed.ask,
    },
    reply: {
      status: operation.name === 'refusal' ? 429 : 200,
      reason: operation.name === 'refusal' ? 'Too Many Requests' : 'OK',
      fields: [...replyFields, ['Content-Type', answers.type]],
      content: streams ? inChunks(answers.body, 61, 140, 3) : whole(answers.body),
      ...changed.reply,
    },
  };
}
