import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutated } from './mutated.ts';
import type { Opened, Target } from './target.ts';
import { targets } from './targets/index.ts';

/** Set by `npm run fuzz`. Absent: the quick part, the same inputs each time. */
const { FUZZ_MINUTES, FUZZ_FOUND, FUZZ_ONLY = '' } = process.env;
const chosen = targets.filter(({ name }) => name.includes(FUZZ_ONLY));
/** For each target. */
const limitMs = FUZZ_MINUTES === undefined ? null : (Number(FUZZ_MINUTES) * 60_000) / chosen.length;

/** Inputs that once broke a promise, and valid ones that are hard to come by. */
const folderOf = ({ name }: Target) => new URL(`corpus/${name}/`, import.meta.url);

function keptOf(target: Target): Buffer[] {
  const folder = folderOf(target);
  return existsSync(folder) ? readdirSync(folder).map((file) => readFileSync(new URL(file, folder))) : [];
}

/** Keeps an input that broke a promise, so that the next run begins with it. */
function keep(target: Target, bytes: Buffer): void {
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  mkdirSync(folderOf(target), { recursive: true });
  writeFileSync(new URL(name, folderOf(target)), bytes);
}

test('a mistake behind two words is found', async () => {
  const corpus = [Buffer.from('an input without either')];
  const property = fc.property(mutated(corpus, ['one', 'two']), (bytes) => {
    const text = bytes.toString('latin1');
    return !(text.includes('one') && text.includes('two'));
  });
  expect((await fc.check(property, { numRuns: 2_000, seed: 1 })).failed).toBe(true);
});

async function run(target: Target, { read }: Opened): Promise<number> {
  const corpus = [...target.seeds(), ...keptOf(target)];
  for (const bytes of corpus) await read(bytes);
  let inputs = corpus.length;
  const property = fc.asyncProperty(mutated(corpus, target.words), async (bytes) => {
    inputs += 1;
    await read(bytes);
  });
  const bounds =
    limitMs === null
      ? { numRuns: 100, seed: 1 }
      : { numRuns: 1_000_000_000, interruptAfterTimeLimit: limitMs, markInterruptAsFailure: false };
  const result = await fc.check(property, bounds);
  if (result.failed && result.counterexample !== null) {
    const [bytes] = result.counterexample;
    if (limitMs !== null) keep(target, bytes);
    throw new Error(`${target.name}: ${JSON.stringify(bytes.toString('latin1'))}`, {
      cause: result.errorInstance,
    });
  }
  return inputs;
}

test.each(chosen.map((target) => [target.name, target] as const))(
  '%s keeps its promises whatever it reads',
  async (name, target) => {
    const opened = await target.open();
    try {
      const inputs = await run(target, opened);
      expect(inputs).toBeGreaterThan(target.seeds().length);
      if (FUZZ_FOUND !== undefined) appendFileSync(FUZZ_FOUND, `${JSON.stringify({ name, inputs })}\n`);
    } finally {
      await opened.close();
    }
  },
  (limitMs ?? 0) * 2 + 60_000,
);
