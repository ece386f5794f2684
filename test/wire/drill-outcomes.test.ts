import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Entry, OutcomeEntry } from '../../src/model/entry.ts';
import { drilledHosted, workshop } from '../helpers/drill.ts';

const { folder, write } = workshop();

/** Asks with a name or without, and says what it makes of it. */
const asking = `
const { OPENAI_BASE_URL: base, OPENAI_API_KEY: key, BADGATEWAY_OUTCOME_URL: url } = process.env;
const ask = async (content, call) => {
  const answer = await fetch(base + '/chat/completions', {
    method: 'POST',
    headers: {
      authorization: 'Bearer ' + key,
      'content-type': 'application/json',
      ...(call === undefined ? {} : { 'x-badgateway-call': call }),
    },
    body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content }] }),
  });
  await answer.text();
};
const post = async (body, to = url, method = 'POST') => {
  const answer = await fetch(to, { method, ...(method === 'POST' ? { body } : {}) });
  console.log(answer.status, await answer.text());
};
const tell = (told, to) => post(JSON.stringify(told), to);
`;

const scenario = write('well.yaml', 'scenario: Well\nseed: 1\nexpect: [exit: 0]\n');
let programs = 0;

/** Runs the lines; the calls with their outcomes, and what was printed. */
async function told(lines: string) {
  programs += 1;
  const program = write(`told-${programs}.mjs`, `${asking}${lines}`);
  const journals = join(folder, `journals-${programs}`);
  const {
    code,
    told: report,
    err,
  } = await drilledHosted([scenario, '--journal', journals], [process.execPath, program]);
  const entries = readFileSync(join(journals, 'well.r1.jsonl'), 'utf8').trim().split('\n');
  const outcomes = entries
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry)
    .filter((entry): entry is OutcomeEntry => entry.kind === 'outcome');
  return { code, err, outcomes, calls: report.scenarios[0]?.calls ?? [] };
}

test('without a name the outcome is that of the call that ended last', async () => {
  const { outcomes, calls, err } = await told(`
    await ask('one');
    await tell({ outcome: 'success' });
    await ask('two');
    await ask('three');
    await tell({ outcome: 'error' });
    await tell({ outcome: 'success' });
  `);
  expect(err).toMatch(/^204 \n204 \n204 \n/);
  expect(outcomes).toMatchObject([
    { scenario: 'well', label: 'r1', call: 1, outcome: 'success' },
    { call: 3, outcome: 'error' },
    { call: 2, outcome: 'success' },
  ]);
  expect(calls.map(({ id }) => id)).toEqual(['r1#1', 'r1#2', 'r1#3']);
  expect(JSON.stringify(calls[2]?.outcome)).toContain('error');
});

test('a name means its own call, however late it is told', async () => {
  const { outcomes } = await told(`
    await Promise.all([ask('same', 'a'), ask('same', 'b')]);
    await ask('more');
    await tell({ outcome: 'error', call: 'b' });
    await tell({ outcome: 'success', call: 'a' });
    await tell({ outcome: 'success' });
  `);
  const [b, a, last] = outcomes;
  expect(new Set([a?.call, b?.call])).toEqual(new Set([1, 2]));
  expect([a?.outcome, b?.outcome]).toEqual(['success', 'error']);
  expect(last).toMatchObject({ call: 3, outcome: 'success' });
});

test('what is told before any call belongs to none', async () => {
  const { outcomes } = await told(`await tell({ outcome: 'error' });`);
  expect(outcomes).toMatchObject([{ scenario: 'well', call: null, outcome: 'error' }]);
});

test('what is no outcome is refused, with what is allowed', async () => {
  const { outcomes, err } = await told(`
    for (const body of ['', 'no JSON', '[]', '{}', '{"outcome":"good"}', '{"outcome":"success","call":1}',
      '{"outcome":"success","note":"x"}'])
      await post(body);
    await tell({ outcome: 'success', call: 'never sent' });
    await post(JSON.stringify({ outcome: 'success', call: 'x'.repeat(5_000) }));
  `);
  const answers = err.split('\n').filter((line) => /^\d{3} /.test(line));
  expect(answers.map((line) => line.slice(0, 3))).toEqual([...Array(8).fill('400'), '413']);
  for (const answer of answers.toSpliced(7, 1)) expect(answer).toContain('allowed: ');
  expect(answers[7]).toContain('no request was sent with x-badgateway-call: never sent');
  expect(outcomes).toEqual([]);
});

test('who does not know the token is not heard', async () => {
  const { outcomes, err } = await told(`
    const { BADGATEWAY_CONTROL_URL: control, BADGATEWAY_TOKEN: token } = process.env;
    await tell({ outcome: 'success' }, control + '/outcome/' + 'x'.repeat(token.length));
    await tell({ outcome: 'success' }, control + '/outcome/');
    await post('', control + '/outcome/' + token, 'GET');
    await tell({ outcome: 'success' }, control + '/outcome/' + token);
  `);
  expect(err.match(/^\d{3}/gm)).toEqual(['401', '401', '401', '204']);
  expect(outcomes).toHaveLength(1);
});
