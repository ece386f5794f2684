import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { learnedText } from '../../helpers/learned.ts';
import { type Planted, plantedOf } from '../secrets/planted.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-learn-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = 1_772_366_400_000;
const prompt = 'q7-a-very-private-prompt-9';

/** The secret in every place of an exchange, its model among them where the secret has the form of one. */
function placesOf({ name, value }: Planted) {
  const body = {
    [name]: value,
    model: name === 'x-any' ? value : 'some/model',
    messages: [{ content: prompt }],
  };
  const error = JSON.stringify({ error: { code: value, message: value, [name]: value } });
  const path = `/v1/chat/completions?${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  return { name, value, body, text: JSON.stringify(body), error, path };
}

const writers: Readonly<Record<string, (planted: Planted) => string>> = {
  har(planted) {
    const { name, value, text, error, path } = placesOf(planted);
    const headers = [
      { name, value },
      { name: 'Retry-After', value },
    ];
    const request = { url: `https://me:${value}@host.example${path}`, headers, postData: { text } };
    const response = { status: 429, headers, content: { mimeType: 'application/json', text: error } };
    const entry = { startedDateTime: '2026-03-01T12:00:00Z', time: 9, timings: {}, request, response };
    return JSON.stringify({ log: { entries: [entry], comment: value } });
  },
  journal(planted) {
    const { name, value, body, path } = placesOf(planted);
    const played = { status: 429, headers: [name, value, 'Retry-After', value], headAt: at, error: value };
    const request = {
      id: 1,
      kind: 'request',
      at,
      model: body.model,
      stream: false,
      url: path,
      body,
      [name]: value,
    };
    return JSON.stringify({ ...request, client: value, played: { ...played, ending: value }, tookMs: 4 });
  },
  tape(planted) {
    const { name, value, body, text, error, path } = placesOf(planted);
    const [bare = '', query = ''] = path.split('?');
    const asked = { model: body.model, body: text, bodyBytes: 1, bodyHash: '0'.repeat(64) };
    const request = { method: 'POST', path: bare, query: `?${query}`, ...asked };
    const answer = {
      status: 429,
      reason: value,
      headers: [[name, value]],
      headMs: 4,
      trailers: [],
      hidden: 0,
    };
    return `{"tape":1}\n${JSON.stringify({ at, request, response: { ...answer, chunks: [[1, error]] } })}`;
  },
  otlp(planted) {
    const { name, value, body, text, path } = placesOf(planted);
    const fields = {
      ...{
        'gen_ai.request.model': body.model,
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': text,
      },
      ...{ 'url.full': `https://host.example${path}`, 'http.request.method': 'POST', 'error.type': value },
      ...{ 'http.response.status_code': '429', 'http.response.header.retry-after': value, [name]: value },
    };
    const attributes = Object.entries(fields).map(([key, stringValue]) => ({ key, value: { stringValue } }));
    const times = { startTimeUnixNano: `${at}000000`, endTimeUnixNano: `${at + 5}000000` };
    const span = {
      traceId: value,
      spanId: value,
      name: value,
      ...times,
      attributes,
      status: { message: value },
    };
    return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }] });
  },
  log(planted) {
    const { name, value, body, path } = placesOf(planted);
    const fields = { [name]: value, request_body: body, response_flags: value, retry_after: value };
    return JSON.stringify({ ...fields, time: at, status: 429, path, model: body.model });
  },
};

test.each(Object.entries(writers))(
  'nothing that is learned from %s has a secret or a prompt',
  async (format, write) => {
    const file = join(folder, `${format}.txt`);
    for (const planted of plantedOf(42)) {
      const content = write(planted);
      // JSON and percent-encoding write some characters otherwise.
      expect(content, planted.row).toContain(planted.needle);
      const { learned, text } = await learnedText(file, content);
      const out = text + JSON.stringify(learned);
      expect(learned.formats).toEqual([format]);
      expect(text, planted.row).toContain('429');
      expect(out, planted.row).not.toContain(planted.needle);
      expect(out).not.toContain(prompt);
      expect(out).not.toContain('host.example');
    }
  },
);
