import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { createLog, type LogLevel, type LogOptions } from '../../../src/lib/log.ts';
import { isSecret } from '../../../src/secrets/names.ts';
import { createRedactor } from '../../../src/secrets/redact.ts';
import { platformWith } from '../journal/samples.ts';

const noon = Date.UTC(2026, 0, 2, 12, 34, 56);

function captured(options: Partial<LogOptions> & { isTTY?: boolean } = {}) {
  let text = '';
  const log = createLog({
    level: 'info',
    json: false,
    target: { isTTY: options.isTTY ?? false, write: (part) => (text += part) },
    clock: { ...systemClock, now: () => noon },
    redact: (line) => line,
    isSecret: (field) => isSecret('log', field),
    ...options,
  });
  return {
    log,
    text: () => text,
    lines: () =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

test('on a terminal a line is for people: time, level, message, fields', () => {
  const { log, text } = captured({ isTTY: true });
  log.info({}, 'listening');
  log.warn({ code: 'ECONNREFUSED', tries: 2, why: 'no one there', at: { port: 1 } }, 'upstream failed');
  expect(text()).toBe(
    '12:34:56Z info  listening\n' +
      '12:34:56Z warn  upstream failed  code=ECONNREFUSED  tries=2  why="no one there"  at={"port":1}\n',
  );
});

test.each([
  ['away from a terminal', { isTTY: false, json: false }],
  ['on a terminal when asked for', { isTTY: true, json: true }],
])('lines are JSON %s', async (_, form) => {
  const { log, lines } = captured(form);
  log.warn({ code: 'ECONNREFUSED' }, 'upstream failed');
  await log.flush();
  expect(lines()).toEqual([{ level: 'warn', time: noon, code: 'ECONNREFUSED', msg: 'upstream failed' }]);
});

test.each<[LogLevel, readonly string[]]>([
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['error', ['error']],
])('at level %s the lines are %j', async (level, expected) => {
  const { log, lines } = captured({ level });
  for (const each of ['debug', 'info', 'warn', 'error'] as const) log[each]({}, 'said');
  await log.flush();
  expect(lines().map((line: { level: string }) => line.level)).toEqual(expected);
});

test('silent says nothing', async () => {
  const { log, text } = captured({ level: 'silent' });
  log.error({}, 'said');
  await log.flush();
  expect(text()).toBe('');
});

test('lines from before and after the writer was loaded keep their order', async () => {
  const { log, lines } = captured();
  for (const n of [1, 2, 3]) log.info({ n }, 'early');
  await log.flush();
  for (const n of [4, 5]) log.info({ n }, 'late');
  expect(lines().map(({ n }: { n: number }) => n)).toEqual([1, 2, 3, 4, 5]);
});

test('an error is its code and message, never a stack', async () => {
  const { log, lines } = captured();
  const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
  log.error({ cause, other: new TypeError('odd') }, 'failed');
  await log.flush();
  expect(lines()[0]).toMatchObject({
    cause: { code: 'ECONNREFUSED', message: 'connect refused' },
    other: { code: 'TypeError', message: 'odd' },
  });
});

test('a value that refers to itself ends the line, not the process', async () => {
  const { log, lines } = captured();
  const loop: Record<string, unknown> = {};
  loop['again'] = loop;
  log.info({ loop, big: 10n }, 'odd');
  await log.flush();
  expect(lines()).toHaveLength(1);
});

test.each([true, false])('no planted secret reaches the log (terminal: %s)', async (isTTY) => {
  const { log, text } = captured({ isTTY, redact: createRedactor([platformWith()]).text });
  const secrets = fc.sample(fc.stringMatching(/^sk-oais[A-Za-z0-9_-]{16,60}$/), 100);
  for (const secret of secrets) {
    log.info({ url: `/v1?q=${secret}`, nested: { list: [`\n${secret}`] } }, `failed for ${secret}`);
    log.error({ cause: new Error(`Bearer ${secret}`) }, 'failed');
    log.info({ authorization: secret.slice(7), nested: { Cookie: secret.slice(7) } }, 'failed');
  }
  await log.flush();
  const bare = secrets.map((secret) => secret.slice(7));
  expect(text()).toContain('sk-oa**********');
  expect(bare.filter((secret) => text().includes(secret))).toEqual([]);
});
