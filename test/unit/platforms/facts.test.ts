import { expect, test } from 'vitest';
import { platformFacts } from '../../../src/platforms/facts.ts';
import { findPlatform } from '../../../src/platforms/find.ts';

const facts = platformFacts(await findPlatform('token-factory'));

function fact(what: string) {
  return facts.find((each) => each.what === what);
}

test('a documented fact names its document', () => {
  expect(fact('errors.rate-limited.status')).toEqual({
    what: 'errors.rate-limited.status',
    value: '429',
    basis: 'documented',
    source: 'Token Factory docs, errors page',
  });
});

test('what no document states is assumed', () => {
  expect(fact('errors.rate-limited.type')).toEqual({
    what: 'errors.rate-limited.type',
    value: 'rate_limit_error',
    basis: 'assumed',
  });
});

test('Retry-After: that it is sent is documented, how long is not', () => {
  expect(fact('errors.rate-limited.headers.Retry-After')?.basis).toBe('documented');
  expect(fact('errors.rate-limited.retryAfterMs')).toMatchObject({ value: '5s', basis: 'assumed' });
});

test('an envelope tells fields and order, not what fills them', () => {
  expect(fact('surfaces.public.envelope')?.value).toBe('{ error: { type, code, message, param } }');
  expect(fact('surfaces.key-management.envelope')?.value).toBe('{ code, error }');
});

test('what fills a member of another name is assumed, even if the member is documented', () => {
  expect(fact('surfaces.key-management.envelope')?.basis).toBe('documented');
  expect(fact('surfaces.key-management.envelope.error')).toMatchObject({
    value: 'message',
    basis: 'assumed',
  });
  expect(fact('surfaces.public.envelope.error.code')).toBeUndefined();
});

test('refusals are facts', () => {
  expect(fact('refusals.missing-credential')).toMatchObject({ value: 'unauthorized', basis: 'documented' });
  expect(fact('refusals.body-too-large')).toMatchObject({ value: 'body-too-large', basis: 'assumed' });
});

test('a documented "no" is told, an assumed one is not', () => {
  expect(fact('routes.chat.honoursN')).toMatchObject({ value: 'false', basis: 'documented' });
  expect(fact('routes.embeddings.honoursN')).toBeUndefined();
});

test('what we call things is no fact about the platform', () => {
  expect(facts.filter(({ what }) => /\.(title|summary|stub|name)$/.test(what))).toEqual([]);
});

test('a fact that is told twice would be two claims', () => {
  const names = facts.map(({ what }) => what);
  expect(names).toEqual([...new Set(names)]);
});

test('the wait of a 429 is assumed, and listed, where its file has one, and nowhere else', async () => {
  const facts = platformFacts(await findPlatform('openai'));
  const waits = facts.filter(({ what }) => /^errors\..*-(exceeded|quota)\.(retryAfterMs|headers)/.test(what));
  expect(waits).toEqual([
    {
      what: 'errors.rate-limit-exceeded.headers.Retry-After',
      value: 'whole seconds',
      basis: 'assumed',
    },
    { what: 'errors.rate-limit-exceeded.retryAfterMs', value: '5s', basis: 'assumed' },
  ]);
});
