import { expect, test } from 'vitest';
import { createBodyTexts } from '../../../src/gateway/body-texts.ts';
import type { BodyExtent } from '../../../src/model/facts.ts';
import { healthyScenario } from '../../../src/scenario/defaults.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();
const scenario = healthyScenario(inUse, 'healthy.yaml');
/** No form gives it away: only the header field in which it came. */
const key = 'plain-words-that-are-my-key';
const facts = requestFacts(inUse, { path: '/v1/models', headers: { authorization: `Bearer ${key}` } });

function textOf(body: string | Buffer, limit: number, extent: BodyExtent = 'whole') {
  const bytes = Buffer.from(body);
  const textsOf = createBodyTexts(limit, ['token-of-the-gateway']);
  return textsOf({ body: { bytes, extent }, facts, scenario });
}

test('a body up to the limit, and what was cut', () => {
  expect(textOf('{"a":1}', 7)).toEqual({ text: '{"a":1}', state: 'whole' });
  expect(textOf('{"a":1}', 6)).toEqual({ text: '{"a":1', state: 'cut' });
  expect(textOf('häuser', 2)).toEqual({ text: 'h', state: 'cut' });
  expect(textOf('', 6)).toBeNull();
  expect(textOf('{"a":1}', 0)).toBeNull();
});

test('of a body that was read in part, the end stays out: a secret may go on behind it', () => {
  const text = 'x'.repeat(20_000);
  expect(textOf(text, 65_536, 'prefix')).toEqual({ text: 'x'.repeat(20_000 - 16_384), state: 'cut' });
  expect(textOf(text, 100, 'prefix')).toEqual({ text: 'x'.repeat(100), state: 'cut' });
  expect(textOf('short', 100, 'prefix')).toEqual({ text: '', state: 'cut' });
});

test('bytes that are no text are not kept', () => {
  for (const bytes of [Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.from('sk-oais', 'utf16le')])
    expect(textOf(bytes, 100)).toEqual({ text: '', state: 'no-text' });
});

test.each([
  key,
  'token-of-the-gateway',
  'sk-oais-0123456789abcdefghijkl',
  Buffer.from(key).toString('base64'),
])('of the secret %s nothing is kept, wherever the limit cuts it', (secret) => {
  const body = JSON.stringify({ prompt: `it is ${secret}`, password: 'né le 1er', more: 'x'.repeat(50) });
  for (let limit = 1; limit <= body.length; limit += 1) {
    const { text = '' } = textOf(body, limit) ?? {};
    expect(body.slice(0, 17)).toContain(text.slice(0, 17));
    expect(text.slice(17, 17 + secret.length)).toMatch(/^\**$/);
    expect(text).not.toContain('né');
  }
});
