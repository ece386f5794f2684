import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { FileMistakes } from '../../../src/config/mistakes.ts';
import type { Platform } from '../../../src/model/platform.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { goodScenarios } from './good-scenarios.ts';

// Reading the same platform ten thousand times is what would take the time.
vi.mock(import('../../../src/platforms/find.ts'), async (original) => {
  const { findPlatform } = await original();
  const known = new Map<string, Promise<Platform>>();
  return {
    findPlatform(name) {
      const platform = known.get(name) ?? findPlatform(name);
      known.set(name, platform);
      return platform;
    },
  };
});

const folder = new URL('../../../scenarios/', import.meta.url);
const shipped = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => readFileSync(new URL(file, folder), 'utf8'));

const tokens = [
  ...[
    '[',
    ']',
    '{',
    '}',
    ':',
    ': ',
    ',',
    '- ',
    '\n',
    '\n  ',
    '\t',
    '"',
    "'",
    '#',
    '|',
    '>',
    '&a',
    '*a',
    '*',
    '<<: *base',
  ],
  ...[
    '!!int',
    '!!binary',
    '? ',
    '---\n',
    '%',
    '@',
    '0',
    '-1',
    '1e999',
    '.nan',
    '.inf',
    '0x1F',
    '1.5',
    'no',
    'null',
    '~',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'faults',
    'when',
    'sequence',
    'chance: 2',
    'times: 0',
  ],
  ...[
    'ok',
    '429',
    'error',
    'hang',
    'latency',
    '5s',
    '5',
    '1KiB',
    '4..2',
    '..',
    'env:NOPE',
    '\u0000',
    '\u2028',
    '\ud800',
    'é',
  ],
];

type Mutation = {
  at: number;
  length: number;
  kind: 'delete' | 'duplicate' | 'insert' | 'replace' | 'swap';
  token: string;
};

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(2_000),
  length: fc.oneof(fc.nat(3), fc.nat(40)),
  kind: fc.constantFrom('delete', 'duplicate', 'insert', 'replace', 'swap'),
  token: fc.oneof(fc.constantFrom(...tokens), fc.string({ maxLength: 3 })),
});

/** On characters, on words or on lines, whatever the pieces are. */
function mutate(pieces: readonly string[], { at, length, kind, token }: Mutation): string[] {
  const from = at % (pieces.length + 1);
  const to = Math.min(pieces.length, from + length);
  const middle = pieces.slice(from, to);
  const changed = {
    delete: [],
    duplicate: [...middle, ...middle],
    insert: [token, ...middle],
    replace: [token],
    swap: middle.toReversed(),
  }[kind];
  return [...pieces.slice(0, from), ...changed, ...pieces.slice(to)];
}

const split = { chars: /(?:)/, words: /(?<=\W)|(?=\W)/, lines: /(?<=\n)/ } as const;

const mutated = fc
  .tuple(
    fc.constantFrom(...goodScenarios, ...shipped),
    fc.array(fc.tuple(fc.constantFrom('chars', 'words', 'lines'), mutation), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, changes]) =>
    changes.reduce((changing, [unit, change]) => mutate(changing.split(split[unit]), change).join(''), text),
  );

/** `undefined` or NaN anywhere in it: a scenario that is only half configured. */
function holes(value: unknown, path = 'scenario'): string[] {
  if (value === undefined || Number.isNaN(value)) return [path];
  if (typeof value !== 'object' || value === null || value instanceof URL) return [];
  return Object.entries(value).flatMap(([name, member]) => holes(member, `${path}.${name}`));
}

/** What is wrong with what came of a text; nothing, as a rule. Cheap: it runs ten thousand times. */
async function flaws(
  text: string,
): Promise<{ readonly outcome: 'loaded' | 'refused'; readonly flaws: string[] }> {
  try {
    const { inUse: _, ...scenario } = await loadScenario(text, 'mutated.yaml', {}, {}, () => '1');
    return { outcome: 'loaded', flaws: holes(scenario) };
  } catch (error) {
    if (!(error instanceof FileMistakes)) throw error;
    const unplaced = error.mistakes.filter(({ line, column }) => !(line > 0 && column > 0));
    const unclear = error.mistakes.filter(({ message }) => /undefined|\[object/.test(message));
    const none = error.mistakes.length === 0 ? ['no mistakes'] : [];
    return {
      outcome: 'refused',
      flaws: [...none, ...[...unplaced, ...unclear].map((each) => JSON.stringify(each))],
    };
  }
}

test('ten thousand mutations load whole or are refused with located mistakes', async () => {
  const seen = { loaded: 0, refused: 0 };
  const property = fc.asyncProperty(mutated, async (text) => {
    const { outcome, flaws: found } = await flaws(text);
    seen[outcome] += 1;
    if (found.length > 0) throw new Error(found.join('\n'));
  });
  await fc.assert(property, { seed: 4010, numRuns: 10_000 });
  expect(seen.loaded).toBeGreaterThan(1_000);
  expect(seen.refused).toBeGreaterThan(1_000);
}, 240_000);
