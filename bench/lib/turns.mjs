import { chatBody, chatHeaders, chatPath, runClient } from './client.mjs';

/** Kept-alive connections of a throughput measurement that names no others. */
export const connections = 64;

/** Requests per second and microseconds of the server's CPU per request. */
async function flood(server, seconds, load) {
  const stop = await server.alongside?.();
  const before = server.cpuMs();
  const { responses, elapsedMs } = await runClient('flood', {
    url: server.url,
    connections: load.connections ?? connections,
    seconds,
    path: chatPath,
    headers: chatHeaders,
    body: chatBody,
    pictureBytes: load.pictureBytes ?? 0,
    varied: server.varied === true,
    statuses: server.statuses ?? [200],
  });
  const after = server.cpuMs();
  await stop?.();
  return {
    perSecond: (responses / elapsedMs) * 1_000,
    cpuMicros: before === null ? null : ((after - before) * 1_000) / responses,
  };
}

/**
 * Measures servers in turn, A B A B, after a warm-up of each.
 * @param {{ connections?: number, pictureBytes?: number }} load
 * @returns for each name the requests per second and the CPU per request, one of each for every round
 */
export async function inTurn(servers, { rounds, seconds }, load = {}) {
  const names = Object.keys(servers);
  for (const name of names) await flood(servers[name], 2 * seconds, load);
  const results = Object.fromEntries(names.map((name) => [name, { perSecond: [], cpuMicros: [] }]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      const { perSecond, cpuMicros } = await flood(servers[name], seconds, load);
      results[name].perSecond.push(perSecond);
      results[name].cpuMicros.push(cpuMicros);
    }
  return results;
}
