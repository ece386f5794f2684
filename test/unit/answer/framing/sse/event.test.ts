import { expect, test } from 'vitest';
import {
  closingBrace,
  dataOf,
  eventOf,
  isDone,
  jsonOf,
  withData,
  withoutBlankLine,
} from '../../../../../src/answer/framing/sse/event.ts';

test.each([
  ['data: a\n\n', 'a'],
  ['data:a\n\n', 'a'],
  ['data:  a\n\n', ' a'],
  ['data\n\n', ''],
  ['data: naïve 🌊\r\n\r\n', 'naïve 🌊'],
  ['data: a\rdata: b\r\r', 'a\nb'],
  ['event: x\ndata: {"a":\nid: 1\n: note\ndata: 1}\n\n', '{"a":\n1}'],
  ['\uFEFFdata: a\n\n', 'a'],
  ['event: x\n\n', null],
  ['database: a\n\n', null],
  [' data: a\n\n', null],
  [': data: a\n\n', null],
])('reads %j as a client does', (event, data) => {
  expect(dataOf(Buffer.from(event))).toBe(data);
});

test.each([
  ['data: a\n\n', 'b', 'data: b\n\n'],
  ['data:a\r\n\r\n', 'b', 'data:b\r\n\r\n'],
  ['data\r\r', 'ü', 'data: ü\r\r'],
  ['\uFEFFevent: x\nid: 1\ndata: a\n: note\ndata: b\n\n', 'c', '\uFEFFevent: x\nid: 1\ndata: c\n: note\n\n'],
  ['\uFEFFdata: a\n\n', 'b', '\uFEFFdata: b\n\n'],
  ['data: a\r\nid: 1\r\n\r\n', 'b\nc', 'data: b\r\ndata: c\r\nid: 1\r\n\r\n'],
  ['data: a\r\n\n', '', 'data: \r\n\n'],
  ['event: x\n\n', 'b', 'event: x\n\n'],
])('%j with data %j is %j', (event, data, changed) => {
  expect(withData(Buffer.from(event), data).toString()).toBe(changed);
});

test('bytes that are no UTF-8 stay where they are no data', () => {
  const odd = Buffer.from('event: \xff\xfe\ndata: a\n: \xc3\n\n', 'latin1');
  const changed = withData(odd, 'b').toString('latin1');
  expect(changed).toBe('event: \xff\xfe\ndata: b\n: \xc3\n\n');
});

test('an event of one’s own has one line of data for each line of text', () => {
  expect(eventOf('a').toString()).toBe('data: a\n\n');
  expect(eventOf('a\r\nb\nc', 'error').toString()).toBe('event: error\ndata: a\ndata: b\ndata: c\n\n');
});

test.each([
  ['data: [DONE]\n\n', true],
  ['data:[DONE]\r\n\r\n', true],
  ['data: [DONE] \n\n', true],
  ['event: x\ndata: [DONE]\n\n', true],
  ['data: [DONE]!\n\n', false],
  ['data: {"a":"[DONE]"}\n\n', false],
  [': [DONE]\n\n', false],
])('%j ends a stream of the API: %j', (event, answer) => {
  expect(isDone(Buffer.from(event))).toBe(answer);
});

test.each([
  ['data: {"a":\ndata: 1}\n\n', { a: 1 }],
  ['data: 1\n\n', 1],
  ['data: [DONE]\n\n', undefined],
  ['event: x\n\n', undefined],
])('the JSON of %j', (event, json) => {
  expect(jsonOf(Buffer.from(event))).toEqual(json);
});

test.each([
  ['data: {"a":"}é"}\n\n', 'data: {"a":"}é"'],
  ['data: {"a":\r\ndata: {}\r\ndata: }\r\n: }\r\n\r\n', 'data: {"a":\r\ndata: {}\r\ndata: '],
  ['data: [{}]\n\n', null],
  ['data: {]\n\n', null],
  ['data: null\n\n', null],
  ['event: {}\n\n', null],
])('the last brace of %j', (event, before) => {
  const bytes = Buffer.from(event);
  const brace = closingBrace(bytes);
  expect(brace === null ? null : bytes.subarray(0, brace).toString()).toBe(before);
});

test.each([
  ['data: a\n\n', 'data: a\n'],
  ['data: a\r\n\r\n', 'data: a\r\n'],
  ['data: a\r\r', 'data: a\r'],
])('%j without its blank line', (event, bare) => {
  expect(withoutBlankLine(Buffer.from(event)).toString()).toBe(bare);
});
