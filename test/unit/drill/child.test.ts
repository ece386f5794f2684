import { expect, test } from 'vitest';
import { type ChildParts, runChild } from '../../../src/drill/child.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { isGone } from '../../helpers/drill.ts';
import { eventually } from '../../helpers/upstreams.ts';

const never = new AbortController().signal;

interface Watched {
  readonly parts: ChildParts;
  readonly seen: { out: string; err: string };
}

function watched(command: ChildParts['command'], more: Partial<ChildParts> = {}): Watched {
  const seen = { out: '', err: '' };
  return {
    seen,
    parts: {
      command,
      env: process.env,
      clock: systemClock,
      timeLimitMs: 20_000,
      enough: never,
      interrupts: { stop: never, hurry: never },
      onOutput: (stream, chunk) => {
        seen[stream] += chunk.toString();
      },
      ...more,
    },
  };
}

const shell = (script: string, more: Partial<ChildParts> = {}) => watched(['sh', '-c', script], more);

const pidsIn = ({ out }: Watched['seen']): string[] => out.match(/\d+/g) ?? [];

test('its status, its output and its environment', async () => {
  const { parts, seen } = shell('echo "$WORD"; echo trouble >&2; exit 3', {
    env: { ...process.env, WORD: 'hello' },
  });
  expect(await runChild(parts)).toEqual({ code: 3, stopped: null });
  expect(seen).toEqual({ out: 'hello\n', err: 'trouble\n' });
});

test('no shell reads its words', async () => {
  const { parts, seen } = watched(['printf', '%s|', '$HOME', '*', 'a b']);
  await runChild(parts);
  expect(seen.out).toBe('$HOME|*|a b|');
});

test('it has nothing to read', async () => {
  const { parts, seen } = shell('cat; echo done');
  await runChild(parts);
  expect(seen.out).toBe('done\n');
});

test('a signal of its own leaves no status', async () => {
  expect(await runChild(shell('kill -9 $$').parts)).toEqual({ code: null, stopped: null });
});

test.each([
  [['no-such-program-here'], /Failed to run "no-such-program-here": no such program/],
  [['/etc'], /Failed to run "\/etc": not permitted/],
] as const)('what cannot be started: %s', async (command, says) => {
  await expect(runChild(watched(command).parts)).rejects.toThrow(says);
});

test('a time limit ends it, with all that it started', async () => {
  const { parts, seen } = shell('sleep 600 & echo $!; echo $$; wait', { timeLimitMs: 300 });
  expect(await runChild(parts)).toEqual({ code: null, stopped: 'time' });
  expect(pidsIn(seen)).toHaveLength(2);
  for (const pid of pidsIn(seen)) await eventually(() => isGone(pid));
});

test('what it leaves in the background ends with it', async () => {
  const { parts, seen } = shell('sleep 600 >/dev/null 2>&1 & echo $!');
  expect(await runChild(parts)).toEqual({ code: 0, stopped: null });
  for (const pid of pidsIn(seen)) await eventually(() => isGone(pid));
});

test('also where it holds on to the output', async () => {
  const { parts, seen } = shell('sleep 600 & echo $!');
  expect(await runChild(parts)).toEqual({ code: 0, stopped: null });
  for (const pid of pidsIn(seen)) await eventually(() => isGone(pid));
});

test('the last of its output is waited for', async () => {
  const { parts, seen } = shell('(sleep 0.1; echo late) & exit 0');
  await runChild(parts);
  expect(seen.out).toBe('late\n');
});

test('it may end well when it is asked to', async () => {
  const { parts } = shell('trap "exit 7" TERM; echo ready; while :; do sleep 0.05; done');
  const enough = new AbortController();
  const onOutput = () => enough.abort();
  expect(await runChild({ ...parts, enough: enough.signal, onOutput })).toEqual({
    code: 7,
    stopped: 'attempts',
  });
});

test('who does not listen is killed', async () => {
  const { parts } = shell('trap "" TERM; echo ready; while :; do sleep 0.05; done');
  const stop = new AbortController();
  const onOutput = () => stop.abort();
  const ended = await runChild({ ...parts, interrupts: { stop: stop.signal, hurry: never }, onOutput });
  expect(ended).toEqual({ code: null, stopped: null });
});

test('at once, where it is to go fast', async () => {
  const clock = { ...systemClock, now: () => 0 };
  const { parts } = shell('trap "" TERM; echo ready; while :; do sleep 0.05; done', { clock });
  const [stop, hurry] = [new AbortController(), new AbortController()];
  const onOutput = () => {
    stop.abort();
    hurry.abort();
  };
  const interrupts = { stop: stop.signal, hurry: hurry.signal };
  expect(await runChild({ ...parts, interrupts, onOutput })).toEqual({ code: null, stopped: null });
});

test('what was stopped before it began ends at once', async () => {
  const stop = AbortSignal.abort();
  const { parts } = shell('sleep 600', { interrupts: { stop, hurry: never } });
  expect(await runChild(parts)).toEqual({ code: null, stopped: null });
});
