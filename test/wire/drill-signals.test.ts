import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { isGone, workshop } from '../helpers/drill.ts';
import { eventually } from '../helpers/upstreams.ts';

const { write } = workshop();
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

interface Running {
  readonly child: ChildProcess;
  /** Everything that was printed so far. */
  said(): string;
  /** What the first group of the form is, once it was printed. */
  word(form: RegExp): Promise<string>;
  readonly code: Promise<number | null>;
}

function running(args: readonly string[], words: readonly string[]): Running {
  const child = spawn(process.execPath, [main, 'drill', ...args, '--', ...words], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  return {
    child,
    said: () => text,
    async word(form) {
      await eventually(() => form.test(text));
      return form.exec(text)?.[1] ?? '';
    },
    code: once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null)),
  };
}

const patient = ['sh', '-c', 'sleep 600 & echo "child $! at $BADGATEWAY_CA" and "leader $$"; wait'];
const stubborn = ['sh', '-c', 'trap "" TERM INT; echo "leader $$"; while :; do sleep 0.1; done'];

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it and all that it started', async (signal) => {
  const { child, word, said, code } = running(['healthy', 'wallet-empty'], patient);
  const pids = [await word(/child (\d+)/), await word(/leader (\d+)/)];
  const ca = await word(/at (\S+)/);
  expect(existsSync(ca)).toBe(true);
  child.kill(signal);
  expect(await code).toBe(3);
  expect(said()).toContain('interrupted; nothing is judged');
  for (const pid of pids) await eventually(() => isGone(pid));
  expect(existsSync(ca)).toBe(false);
});

test('a second one does not wait for who does not listen', async () => {
  const { child, word, code } = running(['healthy'], stubborn);
  const pid = await word(/leader (\d+)/);
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(await code).toBe(3);
  await eventually(() => isGone(pid));
});

test('one of several that cannot be run ends the others', async () => {
  const lines = [
    '#!/bin/sh',
    'if mkdir "$0.first"; then echo "leader $$"; sleep 600; fi',
    'until [ -d "$0.first" ]; do :; done',
    'rm "$0"',
  ];
  const program = write('removes-itself.sh', lines.join('\n'));
  chmodSync(program, 0o755);
  const names = ['healthy', 'wallet-empty', 'invalid-key'];
  const { word, said, code } = running([...names, '--jobs', '2'], [program]);
  const pid = await word(/leader (\d+)/);
  expect(await code).toBe(2);
  expect(said()).toMatch(/Failed to run ".*removes-itself\.sh": no such program/);
  await eventually(() => isGone(pid));
});

test('--watch runs again when the scenario changes, and ends with the code of the last run', async () => {
  const text = (status: number) =>
    `scenario: One\nseed: 1\nrules: [{ faults: [${status}] }]\nexpect: [exit: 0]\n`;
  const file = write('one.yaml', text(400));
  const script = `
    const { status } = await fetch(process.env.OPENAI_BASE_URL + '/models');
    console.log('met', status);
    process.exit(status === 400 ? 1 : 0);
  `;
  const { child, word, said, code } = running(
    ['--watch', file],
    [process.execPath, '--input-type=module', '-e', script],
  );
  const waiting = (times: number) => new RegExp(`(?:waiting for a scenario[^]*?){${times}}()`);
  await word(/met (400)/);
  await word(waiting(1));
  expect(said()).toContain('Exit code 1');
  writeFileSync(file, 'scenario: [');
  await word(waiting(2));
  expect(said()).toContain('one.yaml:1:');
  writeFileSync(file, text(404));
  await word(/met (404)/);
  await word(waiting(3));
  child.kill('SIGINT');
  expect(await code).toBe(0);
});

test('a change in the middle of a run begins it anew', async () => {
  const file = write('hangs.yaml', 'scenario: One\nseed: 1\nexpect: [exit: any]\n');
  const { child, word, code } = running(['--watch', file], patient);
  const first = await word(/leader (\d+)/);
  writeFileSync(file, 'scenario: Two\nseed: 1\nexpect: [exit: any]\n');
  const second = await word(new RegExp(`leader (?!${first}\\b)(\\d+)`));
  await eventually(() => isGone(first));
  child.kill('SIGINT');
  await code;
  await eventually(() => isGone(second));
});
