import { readdirSync, readFileSync } from 'node:fs';
import type { Clock } from '../lib/clock.ts';

/** How long processes have between SIGTERM and SIGKILL, and how often one looks meanwhile. */
const killDelayMs = 2_000;
const lookMs = 25;

/** Groups that live: none outlives this process, however it ends. */
const living = new Set<ProcessGroup>();
let watched = false;

function watchExit(): void {
  if (watched) return;
  watched = true;
  process.on('exit', () => {
    for (const group of living) group.signal('SIGKILL');
  });
}

/** `PID (name) STATE PPID PGRP …` of proc(5); a name may hold anything. */
const statForm = /^.*\) (\S) \d+ (\d+) /s;

function statOf(pid: string): readonly string[] | null {
  try {
    return statForm.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/**
 * In a container often nobody waits for orphans: dead as they are they stay in their group. Where there is no
 * /proc whoever can be signalled counts as living.
 */
function isLiving(leader: number): boolean {
  try {
    const stats = readdirSync('/proc').map((name) => (/^\d+$/.test(name) ? statOf(name) : null));
    return stats.some((stat) => stat !== null && Number(stat[2]) === leader && !/[ZX]/.test(stat[1] ?? ''));
  } catch {
    return true;
  }
}

/** A command with all that it has started, as far as that stays in its group. */
export class ProcessGroup {
  readonly #leader: number;

  constructor(leader: number) {
    this.#leader = leader;
    living.add(this);
    watchExit();
  }

  /** Whether there was anyone to get it; 0 asks for no more than that. */
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

  /** Ends whoever is left of it; `hurry`: at once. */
  async end(clock: Clock, hurry: AbortSignal): Promise<void> {
    const until = clock.now() + killDelayMs;
    this.signal('SIGTERM');
    while (!hurry.aborted && clock.now() < until && this.#isLeft())
      await new Promise<void>((resolve) => clock.after(lookMs, resolve));
    this.signal('SIGKILL');
    living.delete(this);
  }
}
