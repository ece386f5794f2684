import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStub } from '../../../src/answer/stub/index.ts';
import { MarkScanner, withMarks } from '../../../src/drill/marks.ts';
import { compileWithoutRules } from '../../../src/engine/compiled-scenario.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { Marks, StubOptions } from '../../../src/model/scenario.ts';
import type { CommandEnd } from '../../../src/model/timeline.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { bodyOf, type ChatBody, type ChatChunk, client, eventsOf, stubbed } from '../answer/stub/seen.ts';

const inUse = platformInUse();
const marks: Marks = { begin: 'begin-4f1c', end: 'end-4f1c' };
const whole = `${marks.begin} The quiet café 🌊 waits.\nAnd "then"\\ it goes on. ${marks.end}`;
const cut = whole.slice(0, -6);

function seen(chunks: readonly (string | Buffer)[], among: Marks | null = marks): CommandEnd['output'] {
  const scanner = new MarkScanner(among);
  const scan = scanner.stream();
  for (const chunk of chunks) scan(Buffer.from(chunk));
  return scanner.seen;
}

/** Pieces of a text, wherever they are cut. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((to, index) => bytes.subarray(at[index], to));
}

const places = fc.array(fc.nat(), { maxLength: 40 });

test('a text is found in whatever chunks it is printed', () => {
  fc.assert(
    fc.property(places, (at) => {
      expect(seen(cutAt(Buffer.from(`noise ${whole} noise`), at))).toBe('end');
      expect(seen(cutAt(Buffer.from(`noise ${cut} noise`), at))).toBe('beginning');
    }),
  );
});

test('and as JSON, as a JSON string within JSON, with every character beyond ASCII escaped', () => {
  const once = JSON.stringify({ answer: whole });
  const ascii = once.replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  fc.assert(
    fc.property(fc.constantFrom(once, JSON.stringify(once), ascii), places, (text, at) => {
      expect(seen(cutAt(Buffer.from(text), at))).toBe('end');
    }),
  );
});

test('and token by token, each on a line of its own, quoted or not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.boolean(), places, (length, quotes, at) => {
      const tokens = whole.match(new RegExp(`.{1,${length}}`, 'gsu')) ?? [];
      const lines = tokens.map((token) => `${quotes ? JSON.stringify(token) : token}\n`).join('');
      expect(seen(cutAt(Buffer.from(lines), at))).toBe('end');
    }),
  );
});

test.each<readonly [string, readonly string[], CommandEnd['output']]>([
  ['nothing at all', [], 'nothing'],
  ['something else', ['answer: 42 begin end'], 'nothing'],
  ['the end of a text whose beginning was not printed', [whole.slice(20)], 'end'],
  ['a text that was cut, then the whole one', [cut, '\n', whole], 'end'],
  ['a whole text, then one that was cut', [whole, cut], 'beginning'],
  ['other marks', [whole.replaceAll('4f1c', '0000')], 'nothing'],
])('%s', (_, chunks, output) => {
  expect(seen(chunks)).toBe(output);
});

test('what standard output begins standard error may end', () => {
  const scanner = new MarkScanner(marks);
  const [out, err] = [scanner.stream(), scanner.stream()];
  out(Buffer.from(`${marks.begin} so far`));
  err(Buffer.from(marks.end.slice(0, 4)));
  expect(scanner.seen).toBe('beginning');
  out(Buffer.from(' and so on'));
  err(Buffer.from(marks.end.slice(4)));
  expect(scanner.seen).toBe('end');
});

test('where nothing is known of the texts nothing is found', () => {
  expect(seen([whole], null)).toBe('nothing');
});

describe('marks of a scenario', () => {
  const drilled = (stub: Partial<StubOptions>, more: object = {}) =>
    withMarks(compileWithoutRules({ ...stubbed(inUse, stub), ...more }));

  test('are of its seed and name', () => {
    const { marks: one } = drilled({});
    expect(one?.begin).toMatch(/^begin-[\da-f]{4}$/);
    expect(drilled({}).marks).toEqual(one);
    expect(drilled({}, { seed: '43' }).marks).not.toEqual(one);
    expect(drilled({}, { name: 'other' }).marks).not.toEqual(one);
  });

  test('stand around each of its texts', () => {
    const { compiled, marks: own } = drilled({});
    const stub = createStub(compiled.scenario, systemClock);
    const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }], n: 2 };
    const answer = stub.answer(requestFacts(inUse, { path: '/v1/chat/completions', body }));
    const frames = (answer as readonly { kind: string; bytes?: Buffer }[]).flatMap(
      ({ bytes }) => bytes ?? [],
    );
    const { choices } = JSON.parse(Buffer.concat(frames).toString()) as ChatBody;
    for (const { message } of choices) {
      expect(message.content.startsWith(`${own?.begin} `)).toBe(true);
      expect(message.content.endsWith(` ${own?.end}`)).toBe(true);
    }
  });

  test('of a fixed text are its own first and last characters, and the text stays as it is', () => {
    const text = 'It was the best of times, it was the worst of times.';
    const { compiled, marks: own } = drilled({ text });
    expect(compiled.scenario.stub).toEqual({ ...stubbed(inUse, {}).stub, text });
    expect(seen([text], own)).toBe('end');
    expect(seen([text.slice(0, -1), '\n'], own)).toBe('end');
    expect(seen([text.slice(0, -3)], own)).toBe('beginning');
  });

  test.each([
    ['too short to tell its end from anything', 'ok', null],
    ['without a letter that every encoding leaves alone', '東京東京東京東京', null],
    ['the same all over', 'a'.repeat(100), null],
    ['ending in what was said before', 'lalala, and lalala', { begin: 'lalala', end: 'alalala' }],
  ])('a text that is %s', (_, text, expected) => {
    const { marks: own } = drilled({ text });
    if (expected === null) expect(own).toBeNull();
    else expect(seen([text], own)).toBe('end');
  });

  test('of an upstream nothing is known', () => {
    const upstream = { kind: 'tape', files: [], recordings: [], cut: [], speed: 1 };
    expect(drilled({}, { upstream }).marks).toBeNull();
  });
});

describe('texts with marks', () => {
  const marked = client(inUse, { marks, words: 12 });
  const plain = client(inUse, { words: 12 });
  const sent = (more: object) => ({
    path: '/v1/chat/completions',
    body: { model: 'm', messages: [{ role: 'user', content: 'hi' }], ...more },
  });
  const answer = (more: object) => bodyOf<ChatBody>(marked(sent(more)));

  test('whole and streamed ones agree, and usage adds up', () => {
    const whole = answer({});
    const events = eventsOf<ChatChunk>(
      marked(sent({ stream: true, stream_options: { include_usage: true } })),
    );
    const streamed = events.map(({ choices: [choice] }) => choice?.delta.content ?? '').join('');
    const pieces = events.filter(({ choices: [choice] }) => choice?.delta.content).length;
    expect(streamed).toBe(whole.choices[0]?.message.content);
    expect(whole.usage.completion_tokens).toBe(pieces);
    expect(events.at(-1)?.usage).toEqual(whole.usage);
  });

  test('without them the text is the same', () => {
    const { choices } = bodyOf<ChatBody>(plain(sent({})));
    expect(answer({}).choices[0]?.message.content).toBe(
      `${marks.begin} ${choices[0]?.message.content} ${marks.end}`,
    );
  });

  test.each([5, 6, 7, 10])('a limit of %i tokens cuts the text and not its marks', (limit) => {
    const { choices, usage } = answer({ max_tokens: limit });
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage.completion_tokens).toBe(limit);
    expect(seen([choices[0]?.message.content ?? ''])).toBe('end');
  });

  test.each([1, 3, 4])('a limit of %i tokens leaves no room for them', (limit) => {
    const { choices, usage } = answer({ max_tokens: limit });
    expect(usage.completion_tokens).toBe(limit);
    expect(seen([choices[0]?.message.content ?? ''])).toBe('nothing');
  });

  test('a limit that is not reached cuts nothing', () => {
    expect(answer({ max_tokens: 1_000 })).toEqual(answer({}));
    expect(answer({}).choices[0]?.finish_reason).toBe('stop');
  });
});
