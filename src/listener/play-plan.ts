import type { Socket } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { sendFin } from '../lib/fin.ts';
import type { Welcome } from '../model/connection-plan.ts';

/** Applies the welcome of a connection that is not served; `refuse` closes the listening port for `ms`. */
export function playWelcome(
  socket: Socket,
  plan: Exclude<Welcome, { kind: 'serve' }>,
  { clock, waits }: { readonly clock: Clock; readonly waits: Pick<Clock, 'after'> },
  refuse: (ms: number) => void,
): void {
  switch (plan.kind) {
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'close':
      sendFin(socket, clock);
      return;
    case 'garbage':
      socket.write(plan.bytes);
      sendFin(socket, clock);
      return;
    case 'stall':
      // Reads and drops bytes, because a paused socket would not notice that the client disconnects.
      socket.resume();
      socket.once('end', () => socket.destroy());
      socket.once(
        'close',
        waits.after(plan.ms, () => sendFin(socket, clock)),
      );
      return;
    case 'refuse':
      // Before the reset: otherwise a fast client could connect once more.
      refuse(plan.ms);
      socket.resetAndDestroy();
  }
}
