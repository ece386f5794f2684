import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, quantile, ratios } from '../lib/stats.mjs';

const script = fileURLToPath(new URL('../clients/judge.mjs', import.meta.url));
const sizes = [25_000, 100_000];

async function judged(attempts, rounds) {
  const given = JSON.stringify({ attempts, rounds });
  const run = await promisify(execFile)(process.execPath, ['--expose-gc', script, given]);
  return JSON.parse(run.stdout).map((result) => ({ attempts, ...result }));
}

const ms = (values) => `${Math.round(median(values)).toLocaleString('en')} ms`;

function row({ what, attempts, parseMs, judgeMs, bytes }) {
  const pairs = ratios(judgeMs, parseMs);
  const spread = `${quantile(pairs, 0.25).toFixed(2)}–${quantile(pairs, 0.75).toFixed(2)}`;
  return {
    what: `${attempts.toLocaleString('en')} attempts, ${what}`,
    'JSON.parse': ms(parseMs),
    judged: ms(judgeMs),
    ratio: `${median(pairs).toFixed(2)} (${spread})`,
    'kept of each attempt': `${Math.round(median(bytes)).toLocaleString('en')} B`,
  };
}

export const judge = {
  id: 'k',
  title: 'Judging a journal by every expectation, against reading it with JSON.parse',
  target: 'at most 5 times as long; what is kept of an attempt does not grow with their number',
  async run({ rounds }) {
    const results = [];
    for (const attempts of sizes) results.push(...(await judged(attempts, rounds)));
    const worst = Math.max(...results.map(({ judgeMs, parseMs }) => median(ratios(judgeMs, parseMs))));
    return {
      rows: results.map(row),
      verdict: worst <= 5 ? 'met' : 'not met',
      found: `judging takes at most ${worst.toFixed(2)} times as long as reading`,
    };
  },
};
