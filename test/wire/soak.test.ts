import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const soak = fileURLToPath(new URL('../../bench/soak/run.mjs', import.meta.url));

interface Found {
  readonly samples: readonly { readonly handles: number }[];
  readonly journal: object;
  readonly unexpected: object;
  readonly bystander: { readonly asked: number; readonly failed: number };
}

test('10,000 requests of every kind are each in the journal once and answered as asked', async () => {
  const args = [soak, '--requests', '10000', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16 * 1_048_576 });
  const { samples, journal, unexpected, bystander } = JSON.parse(stdout) as Found;
  // One in a hundred has a handshake that fails, and so is no request.
  expect(journal).toEqual({ entries: 9_900, doubled: 0, missed: 0, missing: 0 });
  expect(unexpected).toEqual({});
  expect(bystander.failed).toBe(0);
  expect(bystander.asked).toBeGreaterThan(3);
  const handles = samples.map((sample) => sample.handles);
  expect(Math.max(...handles.slice(1)) - Math.min(...handles.slice(1))).toBeLessThan(20);
}, 120_000);
