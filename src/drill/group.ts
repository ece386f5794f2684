import { readdirSync, readFileSync } from 'node:fs';
import type { Clock } from '../lib/clock.ts';

/** Time between SIGTERM and SIGKILL, and between two checks whether the group has ended; milliseconds. */
const killDelayMs = 2_000;
const lookMs = 25;

/** Groups that are alive; they are ended with this process, however it ends. */
const living = new Set<ProcessGroup>();
let watched = false;

function watchExit(): void {
  if (watched) return;
  watched = true;
  process.on('exit', () => {
    for (const group of living) group.signal('SIGKILL');
  });
}

/** `PID (name) STATE PPID PGRP …` of proc(5); the name may hold any character. */
const statForm = /^.*\) (\S) \d+ (\d+) /s;

function statOf(pid: string): readonly string[] | null {
  try {
    return statForm.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/**
 * Whether any process of the group is alive. In a container without an init process, zombies stay in the
 * group; they do not count. Without /proc, every process that can be signalled counts as alive.
 */
function isLiving(leader: number): boolean {
  try {
    const stats = readdirSync('/proc').map((name) => (/^\d+$/.test(name) ? statOf(name) : null));
    return stats.some((stat) => stat !== null && Number(stat[2]) === leader && !/[ZX]/.test(stat[1] ?? ''));
  } catch {
    return true;
  }
}

/** A command and all processes that it started, as far as those stay in its process group. */
export class ProcessGroup {
  readonly #leader: number;

  constructor(leader: number) {
    this.#leader = leader;
    living.add(this);
    watchExit();
  }

  /** Sends a signal to the group; `false`: no process of it exists. Signal 0 only checks for that. */
  signal(name: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(-this.#leader, name);
    } catch {
      return false;
    }
  }

  #isLeft(): boolean {
    return this.signal(0) && isLiving(this.#leader);
  }

  /** Ends all processes of the group; `hurry`: with SIGKILL at once. */
  async end(clock: Clock, hurry: AbortSignal): Promise<void> {
    const until = clock.now() + killDelayMs;
    this.signal('SIGTERM');
    while (!hurry.aborted && clock.now() < until && this.#isLeft())
      await new Promise<void>((resolve) => clock.after(lookMs, resolve));
    this.signal('SIGKILL');
    living.delete(this);
  }
}
