import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { badgateway } from '../helpers/command.ts';
import { isGone, workshop } from '../helpers/drill.ts';
import { eventually } from '../helpers/upstreams.ts';

const { folder, write } = workshop();
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The temporary folder of all drills here. */
const temporary = join(folder, 'temporary');
mkdirSync(temporary);
const left = () => readdirSync(temporary).length;

const silent = write('silent.yaml', 'seed: 1\nrules: [{ faults: [hang] }]\nexpect: [exit: any]\n');

/** It has a child of its own, and asks where the drill's gateway is silent. */
const asks = write(
  'asks.mjs',
  `import { spawn } from 'node:child_process';
  const { pid } = spawn('sleep', ['600'], { stdio: 'ignore' });
  const asked = fetch(process.env.OPENAI_BASE_URL + '/models');
  setTimeout(() => console.log('pids', process.pid, pid, 'asked'), 100);
  await asked;`,
);

const pipe = join(folder, 'pipe.md');
execFileSync('mkfifo', [pipe]);

const shell = (script: string) => ['sh', '-c', script];

function started(args: readonly string[]): { readonly child: ChildProcess; text(): string } {
  const child = spawn(process.execPath, [main, 'drill', ...args], {
    ...{ stdio: 'pipe', env: { ...process.env, TMPDIR: temporary } },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  return { child, text: () => text };
}

interface Stage {
  readonly command: readonly string[];
  readonly more?: readonly string[];
  /** Whether the drill has come to this stage; `folders`: how many there were before it. */
  isReached(text: string, folders: number): boolean;
}

const stages: Readonly<Record<string, Stage>> = {
  'that has made its folder': {
    command: shell('echo "pids $$"; exec sleep 600'),
    isReached: (_, folders) => left() > folders,
  },
  'whose command begins': {
    command: shell('echo "pids $$ begun"; exec sleep 600'),
    isReached: (text) => text.includes('begun'),
  },
  'whose command does not listen': {
    command: shell('trap "" TERM HUP INT; echo "pids $$ begun"; while :; do sleep 0.1; done'),
    isReached: (text) => text.includes('begun'),
  },
  'whose command asks': {
    command: [process.execPath, asks],
    isReached: (text) => text.includes('asked'),
  },
  'that reports into a pipe that nobody reads': {
    command: shell('echo "pids $$"'),
    more: ['--report', pipe],
    isReached: (text) => text.includes('Exit code'),
  },
};

test('a drill killed at any stage leaves no process, and the next one removes its folder', async () => {
  for (const [name, { command, more = [], isReached }] of Object.entries(stages)) {
    const folders = left();
    const { child, text } = started([silent, ...more, '--', ...command]);
    const exited = once(child, 'exit');
    await eventually(() => isReached(text(), folders));
    child.kill('SIGKILL');
    await exited;
    const pids = [...(/pids ([\d ]+)/.exec(text())?.[1]?.trim().split(' ') ?? [])];
    for (const pid of pids) await eventually(() => isGone(pid));
    expect.soft([left(), pids.length > 0 || name === 'that has made its folder'], name).toEqual([1, true]);
  }
  const next = await badgateway(['drill', 'healthy', '--', ...shell('exit 0')], {
    env: { TMPDIR: temporary },
  });
  // Of a command that asks for nothing nothing is proven.
  expect([next.code, left()]).toEqual([4, 0]);
});
