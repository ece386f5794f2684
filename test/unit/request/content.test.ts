import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { maxDecoded } from '../../../src/lib/content-coding.ts';
import { contentOf } from '../../../src/request/content.ts';

const chat = { model: 'm', stream: true, n: 2, messages: [{ role: 'user', content: '{"model":"x"} \\"' }] };
const text = JSON.stringify(chat);

const look = (bytes: Buffer, headers: Record<string, string> = {}, extent: 'whole' | 'prefix' = 'whole') =>
  contentOf(headers, { bytes, extent });

const coded = (coding: string, bytes: Buffer) => [bytes, { 'content-encoding': coding }] as const;
const be16 = (given: string) => Buffer.from(given, 'utf16le').swap16();

test.each<[string, Buffer, Record<string, string>]>([
  ['plain', Buffer.from(text), {}],
  ['with a mark of UTF-8', Buffer.from(`\ufeff${text}`), {}],
  ['in UTF-16', Buffer.from(text, 'utf16le'), {}],
  ['in UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), {}],
  ['in UTF-16, the other way round', be16(text), {}],
  ['in UTF-16 with a mark, the other way round', be16(`\ufeff${text}`), {}],
  ['gzip', ...coded('gzip', gzipSync(text))],
  ['deflate', ...coded('deflate', deflateSync(text))],
  ['br', ...coded('BR', brotliCompressSync(text))],
  ['two codings', ...coded('gzip, br', brotliCompressSync(gzipSync(text)))],
  ['identity', ...coded('identity', Buffer.from(text))],
])('a body %s is known', (_, bytes, headers) => {
  expect(look(bytes, headers)).toEqual({ json: chat, exact: chat, members: null, unseen: null });
});

test.each<[string, Buffer, Record<string, string>, string, string]>([
  ['another coding', ...coded('zstd', Buffer.from('x')), 'coding', 'its body cannot be decoded as "zstd"'],
  ['damaged', ...coded('gzip', Buffer.from('no gzip')), 'coding', 'its body cannot be decoded as "gzip"'],
  ['cut', ...coded('gzip', gzipSync(text).subarray(0, 30)), 'coding', 'its body cannot be decoded as "gzip"'],
  [
    'that decodes to too much',
    ...coded('gzip', gzipSync(Buffer.alloc(maxDecoded + 1))),
    'larger',
    `its body decodes to more than ${maxDecoded} bytes`,
  ],
])('a body %s is unknown, not empty', (_, bytes, headers, why, says) => {
  expect(look(bytes, headers)).toEqual({
    json: undefined,
    exact: undefined,
    members: null,
    unseen: { why, says },
  });
});

test.each<[string, string, object]>([
  [
    'what is before a long list',
    '{"model":"m","stream":true,"messages":[{"a":"',
    { model: 'm', stream: true },
  ],
  [
    'what is behind a list',
    '{"m":[{"model":"x"},"]\\"}"],"model" : "m" , "n":-1.5e3,"z":"',
    { model: 'm', n: -1500 },
  ],
  ['every digit of an integer', '{"id":9007199254740993,"z":"', { id: 9007199254740993n }],
  ['nothing of a number that may go on', '{"a":null,"n":12', { a: null }],
  ['nothing of a text that is cut', '{"model":"m', {}],
  ['a text with quotes and slashes', '{"a":"\\\\","b":"\\"","c":', { a: '\\', b: '"' }],
  ['nothing of a list', '[{"model":"m"},', {}],
  ['nothing of no JSON', 'model=m', {}],
])('of a beginning is known: %s', (_, beginning, members) => {
  const bytes = Buffer.from(beginning);
  expect(look(bytes, {}, 'prefix')).toEqual({
    json: undefined,
    members,
    unseen: { why: 'larger', says: `only the first ${bytes.length} bytes of its body were read` },
  });
});

test('the beginning of a coded body is decoded as far as it goes', () => {
  const many = Array.from({ length: 4_000 }, (_, at) => ({ at, sin: Math.sin(at) }));
  for (const code of [gzipSync, brotliCompressSync]) {
    const whole = code(JSON.stringify({ model: 'm', many, stream: true }));
    const headers = { 'content-encoding': code === gzipSync ? 'gzip' : 'br' };
    const { members } = look(whole.subarray(0, whole.length / 2), headers, 'prefix');
    expect(members).toEqual({ model: 'm' });
  }
});

test('fields of a form are known, and files are none', () => {
  const form = [
    '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1',
    '\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n\0\x01',
    '\r\n--b\r\nContent-Disposition: form-data; name=stream\r\n\r\ntrue\r\n--b--\r\n',
  ].join('');
  const headers = { 'content-type': 'multipart/form-data; boundary="b"' };
  const fields = { model: 'whisper-1', stream: 'true' };
  expect(look(Buffer.from(form), headers)).toEqual({
    json: undefined,
    exact: undefined,
    members: fields,
    unseen: null,
  });
  const { members, unseen } = look(Buffer.from(form.slice(0, 150)), headers, 'prefix');
  expect([members, unseen?.why]).toEqual([{ model: 'whisper-1' }, 'larger']);
});
