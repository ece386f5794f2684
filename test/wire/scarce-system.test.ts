import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { badgateway } from '../helpers/command.ts';

// A system that refuses: too few open files while it serves, folders in which nothing can be made.

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Opens connections that say nothing; one that is refused counts as over. */
async function crowd(port: number, count: number): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
  return sockets;
}

test('more connections than open files: the gateway goes on, and serves when they have gone', async () => {
  const limited = ['-c', 'ulimit -n 128; exec "$@"', 'sh', process.execPath, main];
  const child = spawn('sh', [...limited, 'serve', '--port', '0', '--control-port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = once(child, 'exit');
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url } = JSON.parse(String(line));
  const sockets = await crowd(Number(new URL(url).port), 220);
  // Those for which no file is left are closed at once.
  await expect.poll(() => sockets.some((socket) => socket.resume().destroyed)).toBe(true);
  expect(child.exitCode).toBeNull();
  for (const socket of sockets) socket.destroy();
  const status = async () => {
    const headers = { authorization: 'Bearer sk-oais-any' };
    return (await fetch(`${url}/v1/models`, { headers })).status;
  };
  await expect.poll(() => status().catch(String), { timeout: 10_000 }).toBe(200);
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});

/** Of /proc, which makes no files and no folders, not even for root. */
const refused = '/proc/badgateway';

test.runIf(process.platform === 'linux').each<[string, string, ...string[]]>([
  ['--journal', `${refused}.jsonl`],
  ['--record', `${refused}.jsonl`, '--upstream', 'http://127.0.0.1:1/v1'],
  ['--state', `${refused}.json`],
  ['--ca-dir', refused],
  ['--ready-file', `${refused}.json`],
])(
  'a folder in which nothing can be made: serve %s is refused with a sentence',
  async (option, path, ...more) => {
    const ports = ['--port', '0', '--control-port', '0'];
    const { code, err } = await badgateway(['serve', ...ports, option, path, ...more]);
    expect([code, err]).toEqual([2, expect.stringContaining(path)]);
    expect(err).toMatch(/^Failed to /);
    expect(err.trim().split('\n')).toHaveLength(1);
  },
);
