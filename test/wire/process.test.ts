import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { badgateway, serving } from '../helpers/command.ts';

// What the system does to the process: readers that leave, the end of the terminal, a limit of open files.

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

async function statuses(url: string, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let sent = 0; sent < count; sent += 1)
    seen.push((await fetch(`${url}/v1/models`, { headers: { authorization: 'Bearer sk-oais-any' } })).status);
  return seen;
}

test.each([['--json'], ['--log-level', 'debug']])(
  'a gateway serves on when the readers of its output and its log have left: %s',
  async (...options) => {
    const gateway = await serving(['--rule', '503, ok', ...options]);
    gateway.child.stdout?.destroy();
    gateway.child.stderr?.destroy();
    // Each is a line of the log, which nobody reads.
    expect(await statuses(gateway.url, 20)).toEqual([503, ...Array(19).fill(200)]);
    expect(await gateway.stop()).toBe(0);
  },
);

test('a hangup ends a gateway as SIGTERM does, with its verdicts', async () => {
  const gateway = await serving(['--exit-verdicts']);
  expect(await statuses(gateway.url, 1)).toEqual([200]);
  expect(await gateway.stop('SIGHUP')).toBe(0);
});

test('too few open files are a sentence and no stack', async () => {
  const script = 'ulimit -n 32; exec "$@"';
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, main, 'serve', '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  createInterface(child.stderr).on('line', (line) => lines.push(line));
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(lines).toEqual([
    'Failed to run: too many files are open in this process; raise its limit (ulimit -n)',
  ]);
});

test.each(['schema', 'list'])('%s knows no name of the prototype', async (command) => {
  const { code, err } = await badgateway([command, '__proto__']);
  expect([code, err]).toEqual([2, expect.stringContaining(`unknown ${command} "__proto__"; allowed: `)]);
});
