import { connectionClose } from './connection-close.ts';
import { connectionGarbage } from './connection-garbage.ts';
import { connectionRefuse } from './connection-refuse.ts';
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
import { tlsAlert } from './tls-alert.ts';
import { tlsCertificate } from './tls-certificate.ts';
import { tlsClientCertificate } from './tls-client-certificate.ts';
import { tlsClose } from './tls-close.ts';
import { tlsCorruptRecord } from './tls-corrupt-record.ts';
import { tlsGarbage } from './tls-garbage.ts';
import { tlsNoSharedCipher } from './tls-no-shared-cipher.ts';
import { tlsOldVersion } from './tls-old-version.ts';
import { tlsPlaintext } from './tls-plaintext.ts';
import { tlsSlow } from './tls-slow.ts';
import { tlsStall } from './tls-stall.ts';
import { tlsTruncate } from './tls-truncate.ts';

/** The registry: one line each, in the order of the layers. */
export const faults: readonly Fault[] = [
  connectionReset,
  connectionClose,
  connectionStall,
  connectionGarbage,
  connectionRefuse,
  tlsCertificate,
  tlsAlert,
  tlsStall,
  tlsSlow,
  tlsClose,
  tlsPlaintext,
  tlsGarbage,
  tlsClientCertificate,
  tlsOldVersion,
  tlsNoSharedCipher,
  error,
  respond,
  streamCut,
  streamStall,
  latency,
  slowFirstByte,
  hang,
  disconnect,
  tlsTruncate,
  tlsCorruptRecord,
];

export function findFault(name: string): Fault | undefined {
  return faults.find((fault) => fault.name === name);
}
