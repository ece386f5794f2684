import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../lib/clock.ts';
import { errorCode, UsageError } from '../lib/errors.ts';
import type { CommandEnd } from '../model/timeline.ts';
import { ProcessGroup } from './group.ts';

export type OutputStream = 'out' | 'err';

/** What ends commands from outside. */
export interface Interrupts {
  /** The drill itself is to end. */
  readonly stop: AbortSignal;
  /** It is to end at once. */
  readonly hurry: AbortSignal;
}

export interface ChildParts {
  readonly command: readonly [file: string, ...args: string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly timeLimitMs: number;
  /** Told when the command has had its attempts. */
  readonly enough: AbortSignal;
  readonly interrupts: Interrupts;
  onOutput(stream: OutputStream, chunk: Buffer): void;
}

type Process = ChildProcessByStdio<null, Readable, Readable>;

/** How long one waits for the last of the output after the command has ended. */
const lastWordsMs = 500;

const causes: Readonly<Record<string, string>> = {
  ENOENT: 'no such program; it is looked for in PATH, and no shell reads the command',
  EACCES: 'not permitted; is it executable?',
};

/** A group of its own lets one end the command with all that it started. Nobody types into it. */
function started({ command: [file, ...args], env }: ChildParts): Promise<Process> {
  return new Promise((resolve, reject) => {
    const refuse = (error: unknown) => {
      const code = errorCode(error);
      reject(new UsageError(`Failed to run ${JSON.stringify(file)}: ${causes[code] ?? code}`));
    };
    try {
      const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      child.once('error', refuse).once('spawn', () => resolve(child));
    } catch (error) {
      refuse(error);
    }
  });
}

/** Whoever is named here first has ended the command. */
type Stopper = CommandEnd['stopped'] | 'interrupted';

/** Resolves with what wants the command ended; never where nothing does. */
function asked({ clock, timeLimitMs, enough, interrupts }: ChildParts, over: AbortSignal): Promise<Stopper> {
  return new Promise((resolve) => {
    const cancel = clock.after(timeLimitMs, () => resolve('time'));
    over.addEventListener('abort', cancel, { once: true });
    const listen = (signal: AbortSignal, why: Stopper) => {
      if (signal.aborted) resolve(why);
      signal.addEventListener('abort', () => resolve(why), { once: true, signal: over });
    };
    listen(enough, 'attempts');
    listen(interrupts.stop, 'interrupted');
  });
}

/** Runs the command to its end, without a shell; when this resolves, nothing of it is left. */
export async function runChild(parts: ChildParts): Promise<Pick<CommandEnd, 'code' | 'stopped'>> {
  const { clock, interrupts, onOutput } = parts;
  const child = await started(parts);
  child.stdout.on('data', (chunk: Buffer) => onOutput('out', chunk));
  child.stderr.on('data', (chunk: Buffer) => onOutput('err', chunk));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // A process that was spawned has an id.
  const group = new ProcessGroup(child.pid ?? Number.NaN);
  const over = new AbortController();
  const stopper = await Promise.race([exited.then(() => null), asked(parts, over.signal)]);
  over.abort();
  if (stopper === null) await lastWords(closed, clock);
  // Also after a good end: what the command left running in the background would go on with its requests.
  await group.end(clock, interrupts.hurry);
  const code = await exited;
  await lastWords(closed, clock);
  child.stdout.destroy();
  child.stderr.destroy();
  return { code, stopped: stopper === 'interrupted' ? null : stopper };
}

/** Whoever holds the pipes open has had its time. */
async function lastWords(closed: Promise<void>, clock: Clock): Promise<void> {
  let cancel = () => {};
  const patience = new Promise<void>((resolve) => {
    cancel = clock.after(lastWordsMs, resolve);
  });
  await Promise.race([closed, patience]);
  cancel();
}
