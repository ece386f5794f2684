import type { Clock } from '../lib/clock.ts';

/** How long the processes of a command have between SIGTERM and SIGKILL, and how often one looks meanwhile. */
const patienceMs = 2_000;
const lookMs = 20;

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

  /** Ends whoever is left of it; `hurry`: at once. */
  async end(clock: Clock, hurry: AbortSignal): Promise<void> {
    const until = clock.now() + patienceMs;
    this.signal('SIGTERM');
    while (!hurry.aborted && clock.now() < until && this.signal(0))
      await new Promise<void>((resolve) => clock.after(lookMs, resolve));
    this.signal('SIGKILL');
    living.delete(this);
  }
}
