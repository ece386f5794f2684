import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Mistake } from '../../../src/config/mistakes.ts';
import type { Recording } from '../../../src/model/tape.ts';
import { headerLine, lineOf } from '../../../src/tape/line.ts';
import { readTape } from '../../../src/tape/read.ts';
import { asked, recordedResponse } from './recordings.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'tape.jsonl');

/** With the sentences of its warnings. */
async function readWarned(text: string) {
  writeFileSync(file, text);
  const warnings: Mistake[] = [];
  const { recordings, cut } = await readTape(file, warnings);
  return { recordings, cut, warnings: warnings.map(({ line, message }) => `${line}: ${message}`) };
}

const read = async (text: string) => (await readWarned(text)).recordings;

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

test('a last line that broke off anywhere is left out with a warning', async () => {
  const line = lineOf({ at: 1, request: asked(null), response: recordedResponse });
  for (let length = 1; length < line.length - 1; length += 1) {
    const { recordings, cut, warnings } = await readWarned(headerLine + line + line.slice(0, length));
    expect([recordings.length, cut]).toEqual([1, `${file}:3`]);
    expect(warnings).toEqual([expect.stringMatching(/^3: the last line broke off, and is left out; /)]);
  }
  const whole = await readWarned((headerLine + line + line).slice(0, -1));
  expect([whole.recordings.length, whole.cut, whole.warnings]).toEqual([2, null, []]);
});

test.each([
  ['with another behind it', (line: string) => `${headerLine}${line.slice(0, 40)}\n${line}`, 2],
  ['that ends', (line: string) => `${headerLine}${line}${line.slice(0, 40)}\n`, 3],
  [
    'onto which another was put by cat',
    (line: string) => `${headerLine}${line.slice(0, 40)}${headerLine}`,
    2,
  ],
  ['which is the header', () => '{"tape"', 1],
])('a line that broke off %s is a mistake', async (_, textOf, number) => {
  const line = lineOf({ at: 1, request: asked(null), response: recordedResponse });
  await expect(read(textOf(line))).rejects.toThrow(`${file}:${number}:1: no JSON`);
});

test('every line that is wrong is reported at once', async () => {
  const wrong = read(`${headerLine}nonsense\n{}\n[]\n`);
  await expect(wrong).rejects.toThrow(
    /:2:1: no JSON[\s\S]*:3:1: missing "at"[\s\S]*:4:1: expected a mapping/,
  );
});
