import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import type { Judgement } from '../../../src/model/judgement.ts';
import { junit } from '../../../src/report/junit.ts';
import { hostileJudgement, judgement, limitedTwice, someJudgement } from '../../helpers/judgement.ts';

interface Element {
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly inside: Element[];
  text: string;
}

/** Throws where the text is no well-formed XML. */
function parsed(xml: string): Element {
  const root: Element = { name: '', fields: {}, inside: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, fields: attributes as Record<string, string>, inside: [], text: '' };
    open.at(-1)?.inside.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return root.inside[0] ?? root;
}

function written(judged: Judgement): Element {
  return parsed(junit.write(judged, { colour: false, columns: 0 }));
}

function named({ inside }: Element, name: string): Element[] {
  return inside.filter((element) => element.name === name);
}

test('a suite for each scenario, a case for each expectation, counted', () => {
  const root = written(someJudgement());
  expect(root).toMatchObject({
    name: 'testsuites',
    fields: { name: 'badgateway', tests: '7', failures: '2', errors: '0', skipped: '2' },
  });
  const suites = named(root, 'testsuite').map(({ fields, ...suite }) => {
    const { name, tests, failures, skipped } = fields;
    return [name, tests, failures, skipped, named(suite as Element, 'testcase').length];
  });
  expect(suites).toEqual([
    ['rate-limited-then-recovers', '2', '1', '0', 2],
    ['invalid-request', '2', '1', '1', 2],
    ['hangs-then-recovers', '1', '0', '1', 1],
    ['healthy', '2', '0', '0', 2],
  ]);
});

test('a failure tells its findings, and a suite what it was run with', () => {
  const [suite] = named(written(judgement([limitedTwice])), 'testsuite');
  if (suite === undefined) throw new Error('there is a suite');
  expect(suite.fields).toMatchObject({ timestamp: '2026-03-01T12:00:00', time: '15.320' });
  const [broken, held] = named(suite, 'testcase');
  expect(broken?.fields).toMatchObject({
    classname: 'rate-limited-then-recovers',
    name: 'honours-retry-after',
  });
  const [failure] = broken?.inside ?? [];
  expect(failure).toMatchObject({ name: 'failure', fields: { type: 'retried-too-early' } });
  expect(failure?.fields['message']).toMatch(/^it asked again after 520ms/);
  expect(failure?.text).toMatch(
    /^error retried-too-early \(bg-[0-9a-f]{10}\)\nseen: .*\nexpected: .*errors page/,
  );
  expect(held?.inside).toEqual([]);
  const properties = named(suite, 'properties').flatMap(({ inside }) => inside.map(({ fields }) => fields));
  expect(properties).toContainEqual({ name: 'seed', value: '42' });
  expect(properties).toContainEqual({ name: 'version', value: '0.1.0' });
});

test('inconclusive is skipped, with the reason', () => {
  const [, , silent] = named(written(someJudgement()), 'testsuite');
  expect(silent?.inside.find(({ name }) => name === 'testcase')?.inside).toMatchObject([
    { name: 'skipped', fields: { message: expect.stringMatching(/^3 first waits were seen/) } },
  ]);
});

test('what a baseline knows is skipped, and its text is there', () => {
  const [{ verdicts } = { verdicts: [] }] = judgement([limitedTwice]).judged;
  const known = verdicts.flatMap(({ findings }) => findings.map(({ id }) => id));
  const [suite] = named(written(judgement([limitedTwice], { known })), 'testsuite');
  expect(suite?.fields).toMatchObject({ failures: '0', skipped: '1' });
  const [skipped, text] = suite?.inside.find(({ name }) => name === 'testcase')?.inside ?? [];
  expect(skipped?.fields['message']).toMatch(/^the baseline knows it: /);
  expect(text?.text).toContain(known[0]);
});

test.each([
  ['</failure><x a="1">&amp;\'"]]><![CDATA[', '</failure><x a="1">&amp;\'"]]><![CDATA['],
  ['a\u0000\u0008\u001f\ufffeb', 'a\ufffdb'],
  ['a\ud800\udc00b\ud800c', 'a\ud800\udc00b\ufffdc'],
  ['two\nlines', 'two lines'],
])('of %j the file holds %j', (text, expected) => {
  const root = written(hostileJudgement(text));
  const properties = named(root, 'testsuite').flatMap(({ inside }) => inside[0]?.inside ?? []);
  const title = properties.find(({ fields }) => fields['name'] === 'title')?.fields['value'];
  expect(title).toBe(expected);
});

test('nothing judged is a report all the same', () => {
  expect(written(judgement([]))).toMatchObject({ name: 'testsuites', fields: { tests: '0' }, inside: [] });
});
