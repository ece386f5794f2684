import { connectionClose } from './connection-close.ts';
import { connectionReset } from './connection-reset.ts';
import { connectionStall } from './connection-stall.ts';
import { disconnect } from './disconnect.ts';
import { error } from './error.ts';
import type { Fault } from './fault.ts';
import { hang } from './hang.ts';
import { latency } from './latency.ts';
import { respond } from './respond.ts';
import { slowFirstByte } from './slow-first-byte.ts';
import { streamCut } from './stream-cut.ts';
import { streamStall } from './stream-stall.ts';

/** The registry: one line each, in the order of the layers. */
export const faults: readonly Fault[] = [
  connectionReset,
  connectionClose,
  connectionStall,
  error,
  respond,
  streamCut,
  streamStall,
  latency,
  slowFirstByte,
  hang,
  disconnect,
];

export function findFault(name: string): Fault | undefined {
  return faults.find((fault) => fault.name === name);
}
