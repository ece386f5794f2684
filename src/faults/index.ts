import { badChunk } from './bad-chunk.ts';
import { badHead } from './bad-head.ts';
import { badLength } from './bad-length.ts';
import { bodyBadGzip } from './body-bad-gzip.ts';
import { bodyBadJson } from './body-bad-json.ts';
import { bodyEmpty } from './body-empty.ts';
import { bodyHtml } from './body-html.ts';
import { bodyOversize } from './body-oversize.ts';
import { bodyTruncate } from './body-truncate.ts';
import { bodyWrongType } from './body-wrong-type.ts';
import { connectionClose } from './connection-close.ts';
import { connectionGarbage } from './connection-garbage.ts';
import { connectionRefuse } from './connection-refuse.ts';
import { connectionReset } from './connection-reset.ts';
import { connectionStall } from './connection-stall.ts';
import { continue100 } from './continue.ts';
import { disconnect } from './disconnect.ts';
import { drip } from './drip.ts';
import { error } from './error.ts';
import type { Fault } from './fault.ts';
import { goaway } from './goaway.ts';
import { hang } from './hang.ts';
import { heartBeat } from './heart-beat.ts';
import { keepAlive } from './keep-alive.ts';
import { latency } from './latency.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';
import { respond } from './respond.ts';
import { rstStream } from './rst-stream.ts';
import { slowFirstByte } from './slow-first-byte.ts';
import { stalledWindow } from './stalled-window.ts';
import { streamBadFrame } from './stream-bad-frame.ts';
import { streamComment } from './stream-comment.ts';
import { streamCut } from './stream-cut.ts';
import { streamDrop } from './stream-drop.ts';
import { streamDuplicate } from './stream-duplicate.ts';
import { streamError } from './stream-error.ts';
import { streamInsert } from './stream-insert.ts';
import { streamNoDone } from './stream-no-done.ts';
import { streamNoFinish } from './stream-no-finish.ts';
import { streamOversizeFrame } from './stream-oversize-frame.ts';
import { streamReorder } from './stream-reorder.ts';
import { streamReplace } from './stream-replace.ts';
import { streamSpelling } from './stream-spelling.ts';
import { streamSplit } from './stream-split.ts';
import { streamStall } from './stream-stall.ts';
import { streamWrongType } from './stream-wrong-type.ts';
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
  rateLimitHeaders,
  continue100,
  // In this order: content of a body, its end, its replacement, its type, its coding.
  bodyBadJson,
  bodyOversize,
  bodyTruncate,
  bodyHtml,
  bodyEmpty,
  bodyWrongType,
  bodyBadGzip,
  // In this order: content of the events, their end or delay, the pieces in which they arrive.
  streamReplace,
  streamInsert,
  streamNoFinish,
  streamNoDone,
  streamDrop,
  streamDuplicate,
  streamReorder,
  streamBadFrame,
  streamOversizeFrame,
  streamSpelling,
  streamComment,
  streamError,
  streamCut,
  streamStall,
  streamSplit,
  streamWrongType,
  latency,
  slowFirstByte,
  drip,
  hang,
  heartBeat,
  badChunk,
  badLength,
  disconnect,
  keepAlive,
  badHead,
  stalledWindow,
  // In this order: a stream that is reset may come behind GOAWAY.
  rstStream,
  goaway,
  tlsTruncate,
  tlsCorruptRecord,
];

export function findFault(name: string): Fault | undefined {
  return faults.find((fault) => fault.name === name);
}
