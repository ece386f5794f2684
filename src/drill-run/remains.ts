import type { Remains } from '../model/drill-record.ts';
import type { DrillGateway } from './gateway-port.ts';
import type { Ended } from './record.ts';

/** Looks until answers that met a fault have ended, and milliseconds between them. */
const [looks, betweenMs] = [50, 100];

/** What remains of drills on a gateway, in words. */
async function leftOn(gateway: DrillGateway): Promise<readonly string[]> {
  const [{ drill }, scenario, { requests }] = await Promise.all([
    gateway.showDrill(),
    gateway.showScenario(),
    gateway.listUnderWay({ limit: 10_000 }),
  ]);
  const hit = requests.filter(({ rules }) =>
    rules.some(
      ({ rule, outcome, faults }) => outcome === 'fired' && faults.length > 0 && rule.startsWith('drill:'),
    ),
  );
  return [
    ...(drill?.state === 'running' ? [`${gateway.url}: drill "${drill.name}" goes on`] : []),
    ...(scenario.drill === null ? [] : [`${gateway.url}: stage "${scenario.drill.stage ?? ''}" plays`]),
    ...(hit.length === 0 ? [] : [`${gateway.url}: ${hit.length} requests are still under its faults`]),
  ];
}

/** Asks every gateway whether anything of the drill remains; answers that end slowly get some seconds. */
export async function remainsOf({ parts, waits }: Ended): Promise<Remains> {
  let left: readonly string[] = [];
  for (let look = 0; look < looks; look += 1) {
    const asked = await Promise.allSettled(parts.gateways.map(leftOn));
    const silent = asked.findIndex(({ status }) => status === 'rejected');
    if (silent !== -1) {
      const url = parts.gateways[silent]?.url ?? '';
      return { outcome: 'inconclusive', says: `${url} does not answer; its lease ends the drill there` };
    }
    left = asked.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    if (left.length === 0)
      return { outcome: 'held', says: 'no drill, no stage and no request under its faults on any gateway' };
    await waits.sleep(betweenMs);
  }
  return { outcome: 'refuted', says: left.join('; ') };
}
