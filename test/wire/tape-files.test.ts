import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { badgateway, serving } from '../helpers/command.ts';
import { chat } from '../helpers/gateway.ts';
import { linesOf, tapeWorkshop } from '../helpers/tapes.ts';

const { folder, tape, gateway, close } = tapeWorkshop();
afterEach(close);

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('serve --record and --upstream replay: are all that it takes', async () => {
  const file = tape();
  const live = await serving(['--record', file]);
  const first = await (await chat(live.url, { stream: true })).text();
  await live.stop();
  const replay = await serving(['--upstream', `replay:${file}`]);
  expect(await (await chat(replay.url, { stream: true })).text()).toBe(first);
  expect((await chat(replay.url)).status).toBe(404);
  expect(await replay.stop()).toBe(0);
  expect(replay.err()).toContain('1 request was on no tape');
});

test('BADGATEWAY_RECORD records, and says so', async () => {
  const file = tape();
  const live = await serving([], { env: { BADGATEWAY_RECORD: file } });
  await (await chat(live.url)).text();
  await live.stop();
  expect(linesOf(file)).toHaveLength(1);
});

test('tapes are named as seen from the scenario', async () => {
  mkdirSync(join(folder, 'tapes'));
  const records = write('records.yaml', 'record: tapes/one.jsonl\n');
  const live = await gateway(records);
  await (await chat(live.url)).text();
  await live.close();
  const replay = await gateway(write('replays.yaml', 'upstream: { replay: tapes/one.jsonl }\n'));
  expect((await chat(replay.url)).status).toBe(200);
});

test.each([
  ['a tape that is not there', 'upstream: { replay: none.jsonl }', ['x.yaml:1:21', 'no such file']],
  ['one of several', 'upstream:\n  replay: [none.jsonl]', ['x.yaml:2:12', 'none.jsonl: no such file']],
  ['in the short spelling', 'upstream: replay:none.jsonl', ['x.yaml:1:11', 'no such file']],
  ['a speed of nothing', 'upstream: { replay: a.jsonl, speed: 0 }', ['x.yaml:1:37', 'or instant']],
  ['both at once', 'upstream: { replay: a.jsonl }\nrecord: b.jsonl', ['x.yaml:2:9', 'on a tape already']],
  ['a tape and a URL', 'upstream: { replay: a.jsonl, url: x }', ['x.yaml:1:30', 'unknown key "url"']],
])('%s is refused at its place', async (_, text, parts) => {
  write('a.jsonl', '{"tape":1}\n');
  const { code, out } = await badgateway(['check', write('x.yaml', text)]);
  expect(code).toBe(2);
  for (const part of parts) expect(out).toContain(part);
});

test.each([
  ['no tape at all', 'SECRET=sk-0123456789abcdefghij\n', 'tape.jsonl:1:1: no JSON'],
  ['nothing', '', 'tape.jsonl:1:1: no JSON'],
  ['no header', '{"at":1}\n', 'tape.jsonl:1:1: a tape begins with {"tape":1}'],
  ['another version', '{"tape":2}\n', 'tape.jsonl:1:2: expected 1, the only version that there is, got 2'],
  ['no recording', '{"tape":1}\n', 'x.yaml:1:21: no exchange is on the tape'],
  [
    'a line that broke off and has another behind it',
    '{"tape":1}\n{"at":1,"requ\n{}\n',
    'tape.jsonl:2:1: no JSON',
  ],
  [
    'nothing but a line that broke off',
    '{"tape":1}\n{"at":1,"requ',
    'x.yaml:1:21: no exchange is on the tape',
  ],
  [
    'an unknown field',
    '{"tape":1}\n{"at":1,"requst":{}}\n',
    'tape.jsonl:2:9: unknown key "requst"; did you mean',
  ],
  ['a missing field', '{"tape":1}\n{"at":1}\n', 'tape.jsonl:2:1: missing "request"'],
])('a tape with %s is shown with its place', async (_, text, message) => {
  write('tape.jsonl', text);
  const { code, out } = await badgateway(['check', write('x.yaml', 'upstream: { replay: tape.jsonl }')]);
  expect(code).toBe(2);
  expect(out).toContain(message);
  expect(out).not.toContain('456789abc');
});

test('a body that was changed by hand must have its length', async () => {
  const file = tape();
  const live = await gateway(`record: ${file}`);
  await (await chat(live.url)).text();
  await live.close();
  writeFileSync(file, readFileSync(file, 'utf8').replace('chat.completion', 'chat.completed'));
  const { out } = await badgateway(['check', write('x.yaml', `upstream: { replay: ${file} }`)]);
  expect(out).toMatch(/:2:\d+: expected as many bytes as the Content-Length of "headers" says/);
});

test.each([
  ['a file that is no tape', 'hello\n', 'does not begin with {"tape":1}'],
  ['a tape whose last line broke off', '{"tape":1}\n{"at"', 'its last line is not whole'],
])('recording to %s is refused before anything starts', async (_, text, message) => {
  const file = write('taken.jsonl', text);
  const { code, err } = await badgateway(['serve', '--port', '0', '--control-port', '0', '--record', file]);
  expect(code).toBe(2);
  expect(err).toContain(`Failed to record to "${file}": `);
  expect(err).toContain(message);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('recording to a folder that is not there is refused', async () => {
  const file = join(folder, 'nowhere', 'tape.jsonl');
  const { code, err } = await badgateway(['serve', '--port', '0', '--control-port', '0', '--record', file]);
  expect([code, err.includes('ENOENT; name a file in a folder that exists')]).toEqual([2, true]);
});
