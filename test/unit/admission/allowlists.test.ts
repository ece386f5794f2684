import { expect, test } from 'vitest';
import {
  clientAddress,
  networkMistake,
  networksOf,
  plainAddress,
} from '../../../src/admission/state/client-address.ts';
import { engineOf } from '../../helpers/engine.ts';
import { connectionFacts, requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const on = (line: string, platform = 'deeptoken') =>
  `platform: ${platform}\nseed: 1\nallowlists:\n  - ${line}\n`;
const from = (address: string, forwardedFor?: string) => ({
  ...(forwardedFor === undefined ? {} : { headers: { 'x-forwarded-for': forwardedFor } }),
  facts: { connection: { ...connectionFacts, address } },
});

test.each([
  [['10.0.0.0/8'], '10.255.0.1', true],
  [['10.0.0.0/8'], '11.0.0.1', false],
  [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
  [['::ffff:10.0.0.0/104'], '10.1.2.3', true],
  [['192.0.2.7'], '192.0.2.7', true],
  [['192.0.2.7', '2001:db8::/32'], '2001:db8:1::9', true],
  [['2001:db8::/32'], '2001:db9::1', false],
  [['fe80::1'], 'fe80::1%eth0', true],
  [['0.0.0.0/0'], '203.0.113.9', true],
  [['0.0.0.0/0'], '::1', false],
  [['::/0'], 'not-an-address', false],
])('%j: %s is on the list: %s', (texts, address, expected) => {
  expect(networksOf(texts)(plainAddress(address))).toBe(expected);
});

test.each([
  ['10.0.0.0/33'],
  ['10.0.0.0/'],
  ['10.0.0/8'],
  ['::/129'],
  ['10.0.0.0/8/8'],
  ['fe80::1%eth0'],
  [''],
])('%j is no network', (text) => {
  expect(networkMistake(text)).toMatch(/^expected an address or a network/);
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['203.0.113.9, 10.0.0.1', '203.0.113.9'],
  ['203.0.113.9:4711', '203.0.113.9'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['"[2001:db8::1]"', '2001:db8::1'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['unknown, 203.0.113.9', '127.0.0.1'],
  ['', '127.0.0.1'],
])('X-Forwarded-For: %s is taken as %s where it is trusted', (header, expected) => {
  const facts = requestFacts(platformInUse('deeptoken'), { headers: { 'x-forwarded-for': header } });
  expect(clientAddress(facts, 'forwarded-for')).toBe(expected);
  expect(clientAddress(facts, 'connection')).toBe('127.0.0.1');
});

test('an address that is not on the list is refused, whatever X-Forwarded-For says', async () => {
  const { outcome, decide } = await engineOf(on('{ id: office, addresses: 10.0.0.0/8 }'));
  expect(outcome(from('10.0.0.9'))).toEqual({});
  expect(outcome(from('192.0.2.1', '10.0.0.9'))).toEqual({ office: 'fired' });
  const [refusal] = decide(from('192.0.2.1')).faults;
  expect(refusal?.says).toBe("answer the platform's error of entry ip-not-allowed");
});

test('where it is trusted, any client comes from where it says', async () => {
  const { outcome } = await engineOf(on('{ id: office, addresses: 10.0.0.0/8, trustForwardedFor: true }'));
  expect(outcome(from('192.0.2.1', '10.0.0.9'))).toEqual({});
  expect(outcome(from('10.0.0.9', '192.0.2.1'))).toEqual({ office: 'fired' });
  expect(outcome(from('10.0.0.9'))).toEqual({});
});

test.each([
  ['deeptoken', "answer the platform's error of entry model-not-allowed"],
  ['token-factory', "answer the platform's error of status 403"],
])('a model that is not on the list gets the 403 of %s', async (platform, says) => {
  const { decide } = await engineOf(on('{ models: ["gpt-*"] }', platform));
  expect(decide({ body: { model: 'gpt-4o' } }).faults).toEqual([]);
  expect(decide({}).faults).toEqual([]);
  const refused = decide({ body: { model: 'deepseek-r1' } });
  expect(refused.faults.map((fault) => fault.says)).toEqual([says]);
  expect(refused.rules.map(({ because }) => because)).toEqual(['model deepseek-r1 is not on the list']);
});

test('a list for a key says nothing of others', async () => {
  const { outcome } = await engineOf(on('{ id: small, key: "dtk_team-*", models: gpt-4o-mini }'));
  const asks = (key: string) =>
    outcome({ headers: { authorization: `Bearer ${key}` }, body: { model: 'gpt-4o' } });
  expect(asks('dtk_team-one')).toEqual({ small: 'fired' });
  expect(asks('dtk_other')).toEqual({});
});
