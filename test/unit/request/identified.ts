import type { RequestFacts } from '../../../src/model/facts.ts';
import type { PlatformInUse } from '../../../src/model/platform.ts';
import { unreadBody } from '../../../src/request/body.ts';
import { identify } from '../../../src/request/identify.ts';
import { createRouter } from '../../../src/request/routes.ts';
import { parseTarget } from '../../../src/request/target.ts';
import { connectionFacts, type Sent, someTime, validKey } from '../../helpers/facts.ts';

/** A request as the gateway itself identifies it, without a socket. */
export function identified(
  { platform }: PlatformInUse,
  { method = 'POST', path = '/v1/chat/completions', headers = {}, body, facts = {} }: Sent = {},
): RequestFacts {
  const target = parseTarget(path);
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? null));
  const { bodyExtent: extent = 'whole' } = facts;
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries({ authorization: `Bearer ${validKey}`, ...headers }))
    if (typeof value === 'string') sent[name] = value;
  return identify({
    req: { method, headers: sent },
    connection: connectionFacts,
    connectionUse: 'again',
    at: someTime,
    target,
    match: createRouter(platform)(target.path),
    body: extent === 'unread' ? unreadBody : { bytes: body === undefined ? null : bytes, extent },
    platform,
    ...(facts.ignored === undefined ? {} : { ignored: facts.ignored }),
    callOf: () => facts.call ?? { call: 1, attempt: 1, signals: [], certainty: 'certain' },
  });
}
