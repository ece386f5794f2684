import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Recording } from '../../../src/model/tape.ts';
import { headerLine, lineOf } from '../../../src/tape/line.ts';
import { readTape } from '../../../src/tape/read.ts';
import { asked, recordedResponse } from './recordings.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'tape.jsonl');

function read(text: string) {
  writeFileSync(file, text);
  return readTape(file);
}

const chunk = fc.record({
  atMs: fc.nat(1_000),
  bytes: fc.uint8Array({ maxLength: 40 }).map((all) => Buffer.from(all)),
});
const name = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,9}x$/);
const value = fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,20}$/);

const recording: fc.Arbitrary<Recording> = fc
  .record({
    at: fc.nat(),
    headers: fc.array(fc.tuple(name, value), { maxLength: 5 }),
    chunks: fc.array(chunk, { maxLength: 5 }),
    body: fc.option(fc.uint8Array({ maxLength: 40 })),
    query: fc.constantFrom('', '?a=b&c'),
  })
  .map(({ at, headers, chunks, body, query }) => ({
    at,
    request: asked(null, { query, body: body === null ? null : Buffer.from(body) }),
    response: {
      ...recordedResponse,
      headers: headers.flat(),
      chunks: chunks.toSorted((one, other) => one.atMs - other.atMs),
    },
  }));

test('what is written is read again to the byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(recording, { minLength: 1, maxLength: 4 }), async (all) => {
      const lines = await read(headerLine + all.map(lineOf).join(''));
      const inOrder = all
        .map((each, index) => ({ ...each, place: `${file}:${index + 2}` }))
        .toSorted((one, other) => one.at - other.at);
      expect(lines).toEqual(inOrder);
    }),
    { numRuns: 200 },
  );
});

test('tapes that were put together by cat are one tape', async () => {
  const line = lineOf({ at: 1, request: asked(null), response: recordedResponse });
  expect(await read(headerLine + line + headerLine + line)).toHaveLength(2);
});

const good = JSON.parse(lineOf({ at: 1, request: asked({ model: 'm' }), response: recordedResponse })) as {
  request: Record<string, unknown>;
  response: Record<string, unknown>;
};

test.each([
  ['status', 99, 'expected at least 200, got 99'],
  ['headers', [['a']], 'expected [name, value]'],
  ['headers', [['a b', 'c']], 'expected the name of a header field'],
  ['headers', [['a', 'b\r\nc: d']], 'expected characters that a head may hold'],
  ['headMs', -1, 'expected at least 0, got -1'],
  ['chunks', [[1, 2]], 'expected a text or { base64 }'],
  [
    'chunks',
    [
      [5, 'a'],
      [4, 'b'],
    ],
    'expected chunks in the order of their times',
  ],
  ['reason', 'a\nb', 'expected characters that a head may hold'],
])('a response whose %s is %j is refused', async (field, wrong, message) => {
  const line = JSON.stringify({ ...good, response: { ...good.response, [field]: wrong } });
  const column = line.indexOf(`"${field}":`, line.indexOf('"response":')) + 1;
  await expect(read(`${headerLine}${line}\n`)).rejects.toThrow(`${file}:2:${column}: ${message}`);
});

test.each([
  ['method', 'NO SPACES', 'expected a method such as POST'],
  ['path', 'v1', 'expected a path such as /v1/chat/completions'],
  ['query', 'a=b', 'expected ?… or an empty text'],
  ['bodyHash', 'abc', 'expected a SHA-256 in hex'],
])('a request whose %s is %j is refused', async (field, wrong, message) => {
  const line = JSON.stringify({ ...good, request: { ...good.request, [field]: wrong } });
  await expect(read(`${headerLine}${line}\n`)).rejects.toThrow(message);
});

test('what is no base64 is refused', async () => {
  const line = JSON.stringify({ ...good, response: { ...good.response, chunks: [[0, { base64: '?' }]] } });
  await expect(read(`${headerLine}${line}\n`)).rejects.toThrow('expected base64, got "?"');
});

test('every line that is wrong is reported at once', async () => {
  const wrong = read(`${headerLine}nonsense\n{}\n[]\n`);
  await expect(wrong).rejects.toThrow(
    /:2:1: no JSON[\s\S]*:3:1: missing "at"[\s\S]*:4:1: expected a mapping/,
  );
});
