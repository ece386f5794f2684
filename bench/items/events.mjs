import { startClient } from '../lib/client.mjs';
import { startGateway } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { connections, inTurn } from '../lib/turns.mjs';

export const events = {
  id: 'm',
  title: `Stub, ${connections} connections: with a reader of /events, such as a live page, and without`,
  target: 'at least 0.9 of the requests without a reader',
  async run(effort) {
    const gateway = await startGateway();
    let came = 0;
    const alongside = async () => {
      const stop = await startClient('reader', gateway.control);
      return async () => {
        came += (await stop()).came;
      };
    };
    const results = await inTurn({ without: gateway, reader: { ...gateway, alongside } }, effort);
    await gateway.stop();
    if (came === 0) throw new Error('no event came');
    const { ratio, row } = against(results, 'reader', 'without', 'a reader of every event');
    return {
      rows: [speedRow('no reader', results.without), row],
      verdict: ratio >= 0.9 ? 'met' : 'not met',
      found: `${ratio.toFixed(2)} of the requests without a reader`,
    };
  },
};
