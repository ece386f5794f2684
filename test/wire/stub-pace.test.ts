import { expect, test } from 'vitest';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { dechunk, rawRequest, speak, splitHead } from '../helpers/clients/raw.ts';
import { fixedClock, waiting } from '../helpers/clock.ts';
import { chat, chatBody, requestsOf } from '../helpers/gateway.ts';
import { outlast, settle } from '../helpers/observe.ts';

const path = '/v1/chat/completions';
const text = 'nine char';
const pace = { firstToken: '400ms', perToken: '20ms' };

test('streamed and whole, a paced answer takes its time and is the same to the byte', async () => {
  const plain = await gatewayOf({ stub: { text } });
  for (const stream of [true, false]) {
    const expected = await (await chat(plain.url, { stream })).text();
    const clock = fixedClock();
    const started = await gatewayOf({ stub: { text, pace } }, { clock });
    const answer = chat(started.url, { stream }).then((response) => response.text());
    expect(await outlast(clock, answer)).toEqual([expected, 440]);
    const [entry] = await requestsOf(started, 1);
    const planned = entry?.played.pauses.map(({ plannedMs }) => plannedMs);
    expect(planned).toEqual(stream ? [400, 20, 20] : [440]);
  }
});

test('the head of a stream comes at once, and each token in its time', async () => {
  const clock = fixedClock();
  const { url } = await gatewayOf({ stub: { text, pace } }, { clock });
  const client = speak(url, rawRequest(path, chatBody({ stream: true })));
  await client.heard('text/event-stream');
  expect(await waiting(clock)).toBe(400);
  expect(dechunk(splitHead(client.bytes()).body).bytes).toHaveLength(0);
  clock.advance(400);
  await client.heard('"nine"');
  expect(await waiting(clock)).toBe(20);
  expect(client.bytes().toString()).not.toContain('" cha"');
  clock.advance(20);
  await client.heard('" cha"');
  clock.advance(20);
  expect((await client.over).bytes.toString()).toContain('[DONE]');
});

test('on a real clock a profile is played with the pauses that its seed draws', async () => {
  const scenario = { seed: 7, stub: { text, pace: { profile: 'fast', firstToken: '5ms' } } };
  const [one, other] = [await gatewayOf(scenario), await gatewayOf(scenario)];
  const planned = await Promise.all(
    [one, other].map(async (started) => {
      await (await chat(started.url, { stream: true })).text();
      const [entry] = await requestsOf(started, 1);
      return entry?.played.pauses.map(({ plannedMs }) => plannedMs);
    }),
  );
  expect(planned[0]).toHaveLength(3);
  expect(planned[1]).toEqual(planned[0]);
});

test('a client that leaves makes nobody wait any longer', async () => {
  const clock = fixedClock();
  const started = await gatewayOf({ stub: { text, pace: { ...pace, perStream: 1 } } }, { clock });
  const leaving = speak(started.url, rawRequest(path, chatBody({ prompt: 'leaves', stream: true })));
  await leaving.heard('text/event-stream');
  const staying = speak(started.url, rawRequest(path, chatBody({ prompt: 'stays', stream: true })));
  await staying.heard('text/event-stream');
  await settle();
  expect(clock.waiting().filter((ms) => ms < 1_000)).toEqual([400, 800]);
  leaving.leave();
  await requestsOf(started, 1);
  const [, tookMs] = await outlast(clock, staying.over);
  expect(tookMs).toBe(840);
});

test('faults act on a paced stream as on any other, and a share of it is known', async () => {
  const clock = fixedClock();
  const rules = [{ faults: [{ 'stream-cut': { share: 0.5, how: 'fin' } }] }];
  const [plain, slow] = [
    await gatewayOf({ stub: { text }, rules }),
    await gatewayOf({ stub: { text, pace }, rules }, { clock }),
  ];
  const request = rawRequest(path, chatBody({ stream: true }));
  const { bytes } = await speak(plain.url, request).over;
  const [heard] = await outlast(clock, speak(slow.url, request).over);
  expect(dechunk(splitHead(heard.bytes).body)).toEqual(dechunk(splitHead(bytes).body));
  expect(heard.parting).toBe('fin');
});
