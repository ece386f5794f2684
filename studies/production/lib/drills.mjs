/** Which drills the page is made of, and which packages the repository itself has installed for them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { inPlace, clients as known } from '../../clients/lib/clients.mjs';

const inStudy = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const plan = parse(readFileSync(inStudy('plan.yaml'), 'utf8'));
const { clients: titles, models } = plan;

export const { failures, quick } = plan;

/** The clients of the plan, each as it is called with what the repository has installed. */
export const clients = titles.map((title) => {
  const found = known.find((each) => each.title === title);
  if (found === undefined) throw new Error(`no client of studies/clients is called "${title}"`);
  return { ...found, run: found.quick ?? found.run };
});

const isOfNode = ({ run }) => run.startsWith('node ');

/** With the chance of Node's clients drawn from a seed. */
const seeded = `--import=${pathToFileURL(inStudy('seeded.mjs'))}`;
export const place = { ...inPlace, env: { ...inPlace.env, NODE_OPTIONS: seeded } };

function lineOf(client, { stream, again }) {
  const [program, ...args] = client.run.split(' ');
  const twice = again && isOfNode(client) ? [inStudy('again.mjs')] : [];
  return [program, ...twice, ...args, ...(stream && client.stream ? ['--stream'] : [])];
}

/** Whether the failure can be shown to the client by what its program does. */
const takesPart = (client, { stream, again }) => {
  if (again) return isOfNode(client);
  return stream === 'only' ? client.stream === true : true;
};

export const drillsOf = (someFailures, someClients) =>
  someFailures.flatMap(({ scenario, platform, limit = '30s', ...how }) =>
    someClients
      .filter((client) => takesPart(client, how))
      .map((client) => ({
        ...{ client: client.title, run: lineOf(client, how), platform, limit },
        ...{ model: models[platform], files: [scenario], scenarios: [scenario] },
      })),
  );
