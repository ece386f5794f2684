import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { formats } from '../../../src/learn/formats/index.ts';
import { readFieldMap } from '../../../src/learn/log-fields.ts';
import type { Observation } from '../../../src/learn/observation.ts';
import { readFiles } from '../../../src/learn/read.ts';
import { learnedFrom } from '../../helpers/learned.ts';

const pathOf = (name: string) => fileURLToPath(new URL(`../../fixtures/learn/${name}`, import.meta.url));

/** One observation in one line: what has a value that is not the usual one. */
function shown(seen: Observation): string {
  const { at, model, path, status, error, retryAfter, firstByteMs, totalMs, stream, frames, ending } = seen;
  const wait = 'ms' in retryAfter ? `${retryAfter.form} ${retryAfter.ms}` : retryAfter.form;
  const time = [firstByteMs, totalMs].map((ms) => (ms === null ? '?' : Math.round(ms))).join('/');
  const body = `${stream ?? 'unknown'}${frames === null ? '' : ` ${frames}`}`;
  const parts = [at - 1_772_366_400_000, model, path, status, error, wait, time, body, ending];
  return parts.map((part) => part ?? '-').join(' | ');
}

const chat = '/v1/chat/completions';
const kimi = 'Omniva/Kimi-K2.6';

test.each([
  [
    ...['browser.har', 'har'],
    [
      `0 | ${kimi} | /openai${chat} | 429 | rate_limited | seconds 7000 | 400/480 | false | whole`,
      `1000 | ${kimi} | ${chat} | 200 | - | none | 400/900 | true 2 | cut`,
      `2000 | ${kimi} | ${chat} | - | - | none | ?/30000 | false | silent`,
      '3000 | - | /v1/models | - | - | none | ?/12 | unknown | broken',
    ],
  ],
  [
    ...['journal.jsonl', 'journal'],
    [
      `0 | ${kimi} | ${chat} | 429 | rate-limited | date 29990 | 10/12 | false | whole`,
      `1000 | ${kimi} | ${chat} | 200 | - | none | 500/900 | true 4 | broken`,
      `2000 | ${kimi} | ${chat} | - | - | none | ?/20000 | false | silent`,
    ],
  ],
  [
    ...['tape.jsonl', 'tape'],
    [
      `0 | ${kimi} | ${chat} | 503 | no_healthy_upstream | ms 250 | 40/42 | false | whole`,
      `1000 | ${kimi} | ${chat} | 200 | - | none | 300/350 | true 2 | whole`,
    ],
  ],
  [
    ...['spans.json', 'otlp'],
    [
      `0 | ${kimi} | ${chat} | 503 | - | seconds 2000 | ?/250 | false | whole`,
      `1000 | ${kimi} | ${chat} | 200 | - | unknown | ?/1000 | false | whole`,
      '3000 | other | - | - | - | unknown | ?/30000 | unknown | silent',
    ],
  ],
  [
    ...['envoy.jsonl', 'log'],
    [
      `0 | - | ${chat} | 503 | - | unknown | ?/3 | unknown | whole`,
      `1000 | - | ${chat} | 200 | - | unknown | ?/850 | unknown | broken`,
      `2000 | - | ${chat} | - | - | unknown | ?/10000 | unknown | silent`,
    ],
  ],
  [
    ...['nginx.jsonl', 'log'],
    [
      `0 | - | ${chat} | 429 | - | seconds 12000 | 3/4 | unknown | whole`,
      `1000 | - | ${chat} | - | - | none | ?/60001 | unknown | silent`,
    ],
  ],
  [
    ...['litellm.jsonl', 'log'],
    [
      `250 | ${kimi} | - | 200 | - | unknown | ?/1250 | true | whole`,
      `1250 | ${kimi} | - | 429 | - | unknown | ?/250 | false | whole`,
    ],
  ],
  [...['cloudflare.jsonl', 'log'], [`0 | - | ${chat} | 524 | - | unknown | 100000/? | unknown | whole`]],
] as [string, string, string[]][])('%s is read as %s', async (name, format, expected) => {
  const read = await readFiles([pathOf(name)], { format: null, map: {} });
  expect(read.formats.map((each) => each.name)).toEqual([format]);
  expect(read.badLines).toBe(0);
  expect(read.observations.map(shown)).toEqual(expected);
});

test('files of several formats are read together, in the order of time', async () => {
  const names = ['nginx.jsonl', 'browser.har', 'journal.jsonl'];
  const { observations, formats: found } = await readFiles(names.map(pathOf), { format: null, map: {} });
  expect(found.map(({ name }) => name)).toEqual(['log', 'har', 'journal']);
  const times = observations.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
});

test('a mapping names the fields of a log, with their units', () => {
  const map = readFieldMap(
    'time: when\nduration: { field: took, unit: us }\nstatus: result.code\n',
    'map.yaml',
  );
  const reader = formats.find(({ name }) => name === 'log')?.open(map);
  const record = { when: 1_772_366_400, took: 250_000, result: { code: 502 }, duration: 9 };
  expect(reader?.take(record)?.map(shown)).toEqual([
    '0 | - | - | 502 | - | unknown | ?/250 | unknown | whole',
  ]);
});

test('a mistake in a mapping is told with its place', () => {
  expect(() => readFieldMap('time: when\nlatency: took\n', 'map.yaml')).toThrow(/map\.yaml:2:1.*latency/s);
});

test('what is learned says what was seen, in the names of the platform, and what is not known', async () => {
  const { text } = await learnedFrom([pathOf('browser.har')]);
  expect(text).toContain('entry: rate-limited, retryAfter: 7s');
  expect(text).toContain('a HAR holds what one client saw');
  expect(text).not.toMatch(/private|gateway\.example|sk-oais/);
});
