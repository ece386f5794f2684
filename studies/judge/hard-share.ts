/**
 * Counts a share of the runs of each hard client, and writes what it counted. argv: runs, share (from 1),
 * shares, file. Run by `npm run honest -- --hard`.
 */
import { writeFileSync } from 'node:fs';
import { honestRate, missRates } from './hard-kinds.ts';
import { crowds, dishonestKinds } from './simulated/dishonest.ts';
import { honestKinds } from './simulated/honest.ts';

const [, , runs = 0, share = 1, shares = 1] = process.argv.map(Number);
const file = process.argv[5] ?? 'hard.json';
const numbers = Array.from({ length: runs }, (_, run) => run).filter((run) => run % shares === share - 1);
const counting = { seed: 'docs', numbers, calls: 'found' } as const;
const all = honestKinds.length + dishonestKinds.length;
let done = 0;

function progress(name: string): void {
  done += 1;
  process.stderr.write(`share ${share} of ${shares}: ${done} of ${all} clients, ${name}\n`);
}

const honest = honestKinds.map((kind) => {
  const { name, says, not } = kind;
  const rate = honestRate(kind, counting);
  progress(name);
  return { name, says, not, ...rate, failedBy: Object.fromEntries(rate.failedBy) };
});
const dishonest = dishonestKinds.map((kind) => {
  const { name, breaks } = kind;
  const rates = Object.fromEntries(missRates(kind, counting));
  progress(name);
  return { name, breaks, rates };
});
writeFileSync(file, JSON.stringify({ runs, crowds, honest, dishonest }));
