import { expect, test } from 'vitest';
import { chat, requestsOf, startGateway } from '../helpers/gateway.ts';

const error = '{ error: { message: no, code: 429 } }';
const respond = (body: string) => `{ respond: { status: 200, body: ${body} } }`;

/** The answer that comes with a success, and what it is taken for. */
test.each([
  ['an error in it', `sequence: [${respond(error)}, ok]`, 'body', 2],
  [
    'an error in it, of the platform',
    `sequence: [${respond('{ error: { code: rate_limited } }')}, ok]`,
    'body',
    2,
  ],
  [
    'a form of its own, which its rule calls a failure',
    `sequence: [${respond('{ ok: false }')}, ok], outcome: failure`,
    'rule',
    2,
  ],
  ['a form of its own', `sequence: [${respond('{ ok: false }')}, ok]`, undefined, 1],
])(
  'a success with %s: the next request is another attempt of its call, or another call',
  async (_, rule, where, attempts) => {
    const started = await startGateway({
      scenario: `rules: [{ when: { route: chat }, per: call, ${rule} }]`,
    });
    for (let each = 0; each < 2; each += 1) await (await chat(started.url)).text();
    const [first, second] = await requestsOf(started, 2);
    expect(first?.played.errorInside?.where).toBe(where);
    expect(second?.attempt).toBe(attempts);
    // A call of its own meets the first item again, and an attempt of the same call the second one.
    expect(second?.played.errorInside).toBeUndefined();
    expect(second?.rules.at(0)?.faults).toEqual(attempts === 2 ? [] : ['respond']);
    await started.close();
  },
);

test('an error event in a stream is seen whatever the stream is called', async () => {
  const started = await startGateway({
    scenario: 'rules: [{ faults: [{ stream-error: { frames: 2, then: continue } }] }]',
  });
  await (await chat(started.url, { stream: true })).text();
  const [entry] = await requestsOf(started, 1);
  expect(entry?.played).toMatchObject({ ending: 'complete', errorInside: { where: 'event' } });
  await started.close();
});

test.each([
  [true, 'empty', 2],
  [false, undefined, 1],
])('an empty answer where a stream is asked for (%s) is none', async (stream, where, attempt) => {
  const empty = "{ respond: { status: 200, headers: { Content-Type: text/event-stream }, body: '' } }";
  const started = await startGateway({
    scenario: `rules: [{ when: { route: chat }, per: call, sequence: [${empty}, ok] }]`,
  });
  for (let each = 0; each < 2; each += 1) await (await chat(started.url, { stream })).text();
  const [first, second] = await requestsOf(started, 2);
  expect(first?.played.errorInside?.where).toBe(where);
  expect(second?.attempt).toBe(attempt);
  await started.close();
});
