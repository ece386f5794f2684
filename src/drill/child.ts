import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../lib/clock.ts';
import { errorCode, UsageError } from '../lib/errors.ts';
import type { CommandEnd } from '../model/timeline.ts';
import { ProcessGroup } from './group.ts';
import { type Guard, startGuard } from './guard.ts';

export type OutputStream = 'out' | 'err';

/** Signals from outside that end the command. */
export interface Interrupts {
  /** The drill itself has to end. */
  readonly stop: AbortSignal;
  /** The command has to end at once (SIGKILL, no grace period). */
  readonly hurry: AbortSignal;
}

export interface ChildParts {
  readonly command: readonly [file: string, ...args: string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly timeLimitMs: number;
  /** Aborted when the command has used up its attempts. */
  readonly enough: AbortSignal;
  readonly interrupts: Interrupts;
  onOutput(stream: OutputStream, chunk: Buffer): void;
}

type Process = ChildProcessByStdio<null, Readable, Readable>;

/** How long to wait for remaining output after the command has ended, in milliseconds. */
const drainMs = 500;

const causes: Readonly<Record<string, string>> = {
  ENOENT: 'no such program; it is looked for in PATH, and no shell reads the command',
  EACCES: 'not permitted; is it executable?',
};

/**
 * Starts the command in a process group of its own, so that it can be ended together with its child
 * processes. Standard input is closed.
 */
function started({ command: [file, ...args], env }: ChildParts, guard: Guard): Promise<Process> {
  return new Promise((resolve, reject) => {
    const refuse = (error: unknown) => {
      const code = errorCode(error);
      reject(new UsageError(`Failed to run ${JSON.stringify(file)}: ${causes[code] ?? code}`));
    };
    try {
      const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      if (child.pid !== undefined) guard.watch(child.pid);
      child.once('error', refuse).once('spawn', () => resolve(child));
    } catch (error) {
      refuse(error);
    }
  });
}

/** The first reason for which the command was stopped. */
type StopReason = CommandEnd['stopped'] | 'interrupted';

/** Resolves with the first reason to stop the command; never if there is none. */
function stopRequested(
  { clock, timeLimitMs, enough, interrupts }: ChildParts,
  over: AbortSignal,
): Promise<StopReason> {
  return new Promise((resolve) => {
    const cancel = clock.after(timeLimitMs, () => resolve('time'));
    over.addEventListener('abort', cancel, { once: true });
    const listen = (signal: AbortSignal, why: StopReason) => {
      if (signal.aborted) resolve(why);
      signal.addEventListener('abort', () => resolve(why), { once: true, signal: over });
    };
    listen(enough, 'attempts');
    listen(interrupts.stop, 'interrupted');
  });
}

type RunEnd = Pick<CommandEnd, 'code' | 'stopped'>;

/**
 * Runs the command to its end, without a shell. When this resolves, the whole process group has ended. It
 * ends with this process, also where that is killed.
 */
export async function runChild(parts: ChildParts): Promise<RunEnd> {
  const guard = startGuard();
  try {
    return await ended(parts, await started(parts, guard));
  } finally {
    guard.release();
  }
}

async function ended(parts: ChildParts, child: Process): Promise<RunEnd> {
  const { clock, interrupts, onOutput } = parts;
  child.stdout.on('data', (chunk: Buffer) => onOutput('out', chunk));
  child.stderr.on('data', (chunk: Buffer) => onOutput('err', chunk));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // A process that was spawned has an id.
  const group = new ProcessGroup(child.pid ?? Number.NaN);
  const over = new AbortController();
  const reason = await Promise.race([exited.then(() => null), stopRequested(parts, over.signal)]);
  over.abort();
  if (reason === null) await drained(closed, clock);
  // Also after a successful end: processes that the command left in the background would go on with their
  // requests.
  await group.end(clock, interrupts.hurry);
  const code = await exited;
  await drained(closed, clock);
  child.stdout.destroy();
  child.stderr.destroy();
  return { code, stopped: reason === 'interrupted' ? null : reason };
}

/** Waits for the output pipes to close, but not for a process that keeps them open. */
async function drained(closed: Promise<void>, clock: Clock): Promise<void> {
  let cancel = () => {};
  const timeout = new Promise<void>((resolve) => {
    cancel = clock.after(drainMs, resolve);
  });
  await Promise.race([closed, timeout]);
  cancel();
}
