import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { badgateway, serving } from '../helpers/command.ts';
import { limitedOnce, workshop } from '../helpers/drill.ts';
import { needs, systemPython } from '../helpers/system.ts';

// What the system does to the process: readers that leave, the end of the terminal, a limit of open files.

const { folder, write } = workshop();
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

/** Starts a command in a terminal, and takes the terminal away when standard input ends. */
const terminalThatGoes = `import os, pty, subprocess, sys
ours, theirs = pty.openpty()
process = subprocess.Popen(sys.argv[1:], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
os.close(theirs)
print(process.pid, flush=True)
sys.stdin.read()
`;

needs('requests')('a gateway serves on when its terminal is gone', async () => {
  const readyFile = join(folder, 'terminal.json');
  const command = [process.execPath, main, 'serve', '--rule', '503, ok', '--log-level', 'debug'];
  const ports = ['--port', '0', '--control-port', '0', '--ready-file', readyFile];
  const terminal = spawn(systemPython, ['-c', terminalThatGoes, ...command, ...ports]);
  const ended = once(terminal, 'exit');
  const [pid] = await once(createInterface(terminal.stdout), 'line');
  try {
    await expect
      .poll(() => existsSync(readyFile) && readFileSync(readyFile, 'utf8'), { timeout: 20_000 })
      .toMatch(/\n$/);
    terminal.stdin.end();
    await ended;
    const { url } = JSON.parse(readFileSync(readyFile, 'utf8'));
    expect(await statuses(url, 20)).toEqual([503, ...Array(19).fill(200)]);
  } finally {
    process.kill(Number(pid), 'SIGKILL');
  }
});

const client = "console.log('out'); console.error('err'); setTimeout(() => console.log('later'), 100)";
const drilled = ['drill', write('limited.yaml', limitedOnce), '--', process.execPath, '-e', client];

/** The exit code of a command whose output goes where the shell's text says. */
async function exitIn(shell: string, command: readonly string[]): Promise<string> {
  const [codeFile, script] = [join(folder, 'code'), `{ ${shell}; echo $? >"$CODE"; }`];
  const text = shell.includes('2>&1') ? `${script} | head -1` : script;
  const env = { ...process.env, CODE: codeFile };
  await once(
    spawn('sh', ['-c', text, 'sh', process.execPath, main, ...command], { env, stdio: 'ignore' }),
    'exit',
  );
  return readFileSync(codeFile, 'utf8').trim();
}

// A drill without a request proves nothing: 4.
test.each([
  ['a reader that leaves after a line ends no drill', '"$@" 2>&1', drilled, '4'],
  ['a log that cannot be written ends no drill', '"$@" 2>/dev/full', drilled, '4'],
  ['verdicts that cannot be written are a failure', '"$@" >/dev/full', drilled, '2'],
  ['a list that is not read to its end is none', '"$@" 2>&1', ['list', 'faults'], '0'],
  ['one that cannot be written is one', '"$@" >/dev/full', ['list', 'faults'], '2'],
])('%s: %s', async (_, shell, command, code) => {
  expect(await exitIn(shell, command)).toBe(code);
});

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
