import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { drillJsonSchema } from '../../../src/drill-file/json-schema.ts';
import { probeKinds } from '../../../src/probes/index.ts';
import { changed, sample } from './sample.ts';

const editor = z.fromJSONSchema(drillJsonSchema());
const fits = (text: string): boolean => editor.safeParse(parse(text)).success;

test('the sample fits', () => {
  expect(editor.safeParse(parse(sample)).error?.issues ?? []).toEqual([]);
});

test.each([
  ['kind: drill', 'kind: scenario'],
  ['every: 2s', 'evry: 2s'],
  ['{ success-share: {', '{ sucess-share: {'],
  ['samples: 50', 'samples: many'],
  ['for: 2m', 'for: 2'],
  ['repeat: 2', 'repeat: 1'],
  ['[{ if: {', '[{ when: {'],
  ['steadyState: [success, { p95-latency: { atMost: 2s } }]\n', ''],
])('with %s as %s it does not', (from, to) => {
  expect(fits(changed(from, to))).toBe(false);
});

test.each(probeKinds.map((kind) => [kind.name, kind] as const))(
  '%s fits by its example',
  (name, { example }) => {
    const { probes, ...rest } = parse(sample) as Readonly<Record<string, unknown>>;
    const added = { ...rest, probes: { ...(probes as object), more: { [name]: example } } };
    expect(editor.safeParse(added).error?.issues ?? []).toEqual([]);
  },
);
