import type { Socket } from 'node:net';
import type { Clock } from './clock.ts';

/** Calls back once when the time is over. The returned function cancels. */
export type Deadline = (late: () => void) => () => void;

/** Over at a moment, in milliseconds since the Unix epoch. */
export function afterMoment(at: number, clock: Clock): Deadline {
  return (late) => clock.after(Math.max(0, at - clock.now()), late);
}

/** How often within the time it is asked whether something went on. */
const looks = 16;

/** Over when nothing went on for `ms`; a look more may pass until that is seen. */
export function afterSilence(ms: number, clock: Clock, wentOn: () => boolean): Deadline {
  return (late) => {
    let since = clock.now();
    const look = () => {
      if (wentOn()) since = clock.now();
      if (clock.now() - since >= ms) late();
      else cancel = clock.after(ms / looks, look);
    };
    let cancel = clock.after(ms / looks, look);
    return () => cancel();
  };
}

/** Answers whether bytes have come since it was last asked. */
export function newBytes(socket: Pick<Socket, 'bytesRead'>): () => boolean {
  let known = socket.bytesRead;
  return () => {
    const before = known;
    known = socket.bytesRead;
    return known !== before;
  };
}
