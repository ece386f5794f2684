import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { FileMistakes } from '../../../src/config/mistakes.ts';
import { checkDrill } from '../../../src/drill-file/load.ts';
import { drillNames, shippedDrill } from '../../../src/gateway/library.ts';
import { readBlastRadius } from '../../../src/scenario/compile-blast-radius.ts';
import { readRules } from '../../../src/scenario/load-rule.ts';
import { sample } from './sample.ts';

type Step = string | number;

/** Every place of a value, outermost first. */
function placesIn(value: unknown, above: readonly Step[] = []): (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [above];
  const members = Object.entries(value).map(([name, member]) =>
    placesIn(member, [...above, Array.isArray(value) ? Number(name) : name]),
  );
  return [above, ...members.flat()];
}

/** A copy with another value at a place. */
function withAt(value: unknown, [step, ...rest]: readonly Step[], other: unknown): unknown {
  if (step === undefined) return other;
  if (Array.isArray(value))
    return value.map((each, index) => (index === step ? withAt(each, rest, other) : each));
  return { ...(value as object), [step]: withAt((value as Record<string, unknown>)[step], rest, other) };
}

/** Each place meets two of them, the next place the next ones. */
const others: readonly unknown[] = [null, true, -1, 1e308, '', 'x', [], [null], {}, { x: null }];

/** `null`: it was read. */
async function mistakesIn(text: string): Promise<FileMistakes | null> {
  try {
    await checkDrill(text, 'd.yaml');
    return null;
  } catch (error) {
    if (error instanceof FileMistakes) return error;
    throw new Error(`${text}\n${String(error)}`, { cause: error });
  }
}

test('any other value at any place is read, or refused with a place in the file', async () => {
  const whole: unknown = parse(sample);
  let refused = 0;
  for (const [index, place] of placesIn(whole).entries()) {
    const text = stringify(withAt(whole, place, others[index % others.length]));
    const found = await mistakesIn(text);
    if (found === null) continue;
    refused += 1;
    const lines = text.split('\n').length;
    for (const { line, message } of found.mistakes) {
      expect(line, message).toBeLessThanOrEqual(lines);
      expect(message).not.toContain('undefined');
    }
  }
  expect(refused).toBeGreaterThan(50);
});

test.each(drillNames())('a gateway reads of %s what the runner reads', async (name) => {
  const file = shippedDrill(name);
  const { drill } = await checkDrill(readFileSync(file, 'utf8'), file);
  const { inUse } = drill.target;
  for (const { rules, rulesText } of drill.stages)
    expect(rulesText === null ? [] : readRules(rulesText, 'rules', { inUse, upstreams: [] })).toEqual(rules);
  const text = drill.blastRadiusText;
  expect(text === null ? null : readBlastRadius(text, 'blastRadius', inUse)).toEqual(drill.blastRadius);
});
