import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawRequest, speak } from '../helpers/clients/raw.ts';
import { answerFaults, faultCases } from '../helpers/fault-cases.ts';
import { chat, chatBody, type StartedGateway } from '../helpers/gateway.ts';
import { tapeWorkshop } from '../helpers/tapes.ts';

const { tape, gateway: start, close } = tapeWorkshop();

/** Characters of one to four bytes. */
const stub = { text: 'naïve 東京 and 🌊 again.' };
const rules = faultCases.map(({ item }, index) => ({
  id: `rule-${index}`,
  when: { header: { 'x-case': String(index) } },
  faults: [item],
}));
const common = { seed: 7, limits: { hang: '200ms' }, rules };

let live: StartedGateway;
let replay: StartedGateway;

beforeAll(async () => {
  const file = tape();
  const recording = await start(JSON.stringify({ stub, record: file }));
  for (const stream of [true, false]) await (await chat(recording.url, { stream })).text();
  await recording.close();
  live = await start(JSON.stringify({ ...common, stub }));
  replay = await start(JSON.stringify({ ...common, upstream: { replay: file, speed: 'instant' } }));
});

afterAll(() => close());

/** Every byte that a client sees but for the time; each case has a label, and so a tape, of its own. */
async function seen({ url }: StartedGateway, index: number, stream: boolean) {
  const path = `/@inline.case-${index}-${stream}/v1/chat/completions`;
  const fields = { 'x-case': String(index) };
  const { bytes, parting } = await speak(url, rawRequest(path, chatBody({ stream }), fields)).over;
  return { text: bytes.toString('latin1').replace(/\r\nDate: [^\r]*/, ''), parting };
}

const names = answerFaults.map(({ name }) => name);

test.each(names)('%s does the same to a replayed answer as to a live one', async (name) => {
  const cases = [...faultCases.entries()].filter(([, { fault }]) => fault === name);
  expect(cases.length).toBeGreaterThan(0);
  for (const [index, { item }] of cases)
    for (const stream of [true, false])
      expect({ item, stream, seen: await seen(replay, index, stream) }).toEqual({
        ...{ item, stream, seen: await seen(live, index, stream) },
      });
});
