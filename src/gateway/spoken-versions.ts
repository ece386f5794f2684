import type { ListenerParts } from '../listener/listener-parts.ts';
import type { Exchange } from './exchange.ts';
import type { GatewayParts } from './gateway.ts';

type Spoken = Pick<ListenerParts, 'versions' | 'handleHttp2'>;

/** HTTP/2 where an option or a scenario asks for it; what the option says outranks the files. */
export function spoken({ settings, scenarios }: GatewayParts, exchange: Exchange): Spoken {
  const asked = scenarios.some(({ scenario }) => scenario.versions === '1.1-and-2');
  return { versions: settings.versions ?? (asked ? '1.1-and-2' : '1.1'), handleHttp2: exchange.handle };
}
