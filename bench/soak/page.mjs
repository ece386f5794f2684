import { readFileSync, writeFileSync } from 'node:fs';
import { filled, table } from '../../scripts/lib/pages.mjs';
import { sayMachine } from '../lib/report.mjs';

const file = new URL('../../docs/reliability.md', import.meta.url);

const whole = (number) => number.toLocaleString('en-US');
const ms = (value) => `${value.toFixed(0)} ms`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

const samplesOf = ({ samples }) =>
  table(
    [
      ['requests', ({ requests }) => whole(requests)],
      ['heap after a collection', ({ heapUsed }) => mb(heapUsed)],
      ['resident', ({ rss }) => mb(rss)],
      ['handles', ({ handles }) => handles],
      ['event loop, p99', ({ delayP99Ms }) => ms(delayP99Ms)],
    ],
    samples,
  );

function found({ requests, seconds, journal, bystander, unexpected, exitCode }) {
  const { entries, missing, doubled, missed } = journal;
  const wrong = Object.entries(unexpected).map(([what, count]) => `${what} (${count})`);
  return [
    `* ${whole(requests)} requests in ${(seconds / 60).toFixed(0)} minutes.`,
    `* Journal: ${whole(entries)} entries, one for each that came over a whole handshake; ` +
      `${missing} missing, ${doubled} doubled, ` +
      `${missed} not read in time.`,
    `* Answers that were not what was asked for: ${wrong.length === 0 ? 'none' : wrong.join(', ')}.`,
    `* Bystander: ${whole(bystander.asked)} requests, ${bystander.failed} not served; ` +
      `p50 ${ms(bystander.p50Ms)}, p99 ${ms(bystander.p99Ms)}, longest ${ms(bystander.maxMs)}.`,
    `* The gateway ended with exit code ${exitCode}.`,
  ].join('\n');
}

/** Writes what a soak found into docs/reliability.md. */
export async function writePage(result) {
  const text = `${sayMachine(result.machine)}.\n\n${found(result)}\n\n${samplesOf(result)}`;
  const page = await filled(readFileSync(file, 'utf8'), (name) => (name === 'soak' ? text : null));
  writeFileSync(file, page);
}
