import { resolve } from 'node:path';
import type { Gateway, RunningGateway } from '../gateway/gateway.ts';
import { type Library, shippedFile, shippedNames } from '../gateway/library.ts';
import { basePathOf } from '../gateway/urls.ts';
import { version } from '../lib/version.ts';
import type { Scenario } from '../model/scenario.ts';
import { flagRuleId } from '../scenario/name.ts';
import { curlOf } from '../simulate/sample-request.ts';
import { shownKey, shownSample } from '../simulate/shown-sample.ts';
import { upstreamName } from './upstream-name.ts';

function describeUpstream(scenario: Scenario): string {
  const { record, upstreams, inUse } = scenario;
  const [first] = upstreams;
  const path = first === undefined ? '' : `; each at /~NAME${basePathOf(inUse.platform)}`;
  const taped = record === null ? '' : `, recorded to ${record}`;
  return `${upstreamName(scenario)}${path}${taped}`;
}

/** How a client meets the rules. */
interface Meeting {
  readonly base: string;
  readonly options: readonly string[];
}

/** Imported on demand, so that a healthy gateway starts without the faults. */
async function meetingOf(
  scenario: Scenario,
  { url, tlsUrl }: Gateway,
  root: string | null,
): Promise<Meeting> {
  if (scenario.rules.length === 0) return { base: url, options: [] };
  const { curlOptionsOf, schemeOf } = await import('../simulate/client-preamble.ts');
  const base = schemeOf(scenario) === 'https' ? tlsUrl : url;
  return { base, options: curlOptionsOf(scenario, root) };
}

/** Which file plays, where the name alone would stand for the shipped scenario. */
function ownLine({ name, file }: Scenario): string {
  if (!shippedNames().includes(name) || resolve(file) === shippedFile(name)) return '';
  return `  scenario   ${file}, in the place of the shipped ${name}\n`;
}

/** `45 are shipped`, `1 was given and 45 are shipped` */
function countOthers({ name }: Scenario, library: Library): string {
  const given = new Set(library.given.map(({ scenario }) => scenario.name).filter((each) => each !== name));
  const shipped = library.names().filter((each) => each !== name && !given.has(each)).length;
  const more = given.size === 0 ? '' : `${given.size} ${given.size === 1 ? 'was' : 'were'} given and `;
  return `${more}${shipped} are shipped`;
}

/** By these names the journal tells what admits requests, or refuses them. */
function admittingIds({ admission: { keys, allowlists, replicas } }: Scenario): string[] {
  const lists = allowlists.map(({ id }) => id);
  return [...(keys === null ? [] : ['keys']), ...lists, ...(replicas.length === 0 ? [] : ['replicas'])];
}

/** Which rules there are, and where the one of the command line acts. */
function ruleLines(scenario: Scenario): string {
  const { name, rules, countedLimits } = scenario;
  const ids = [...admittingIds(scenario), ...[...countedLimits, ...rules].map(({ id }) => id)];
  if (ids.length === 0) return 'none: it is healthy';
  const alone = ids.includes(flagRuleId) ? `\n             ${flagRuleId} was added to ${name} alone` : '';
  return `${ids.join(', ')}${alone}`;
}

type Greeted = Pick<RunningGateway, 'gateway' | 'library' | 'caFile'> & {
  /** One that was made for this gateway; absent: the user knows it. */
  readonly controlToken?: string | null;
};

/** `none` is what the option is given. */
function tokenLine(token: string | null | undefined): string {
  return token === undefined ? '' : `\n  token      ${token ?? 'none is asked for'} (badgateway ctl --help)`;
}

/** A fragment is sent to no server. A token that was given is not repeated: the page asks for it. */
function pageUrl(controlUrl: string, token: string | null | undefined): string {
  return `${controlUrl}/${token === undefined || token === null ? '' : `#token=${token}`}`;
}

/** What a person needs for the first request. */
export async function greetingOf(
  scenario: Scenario,
  { gateway, library, caFile: root, controlToken }: Greeted,
): Promise<string> {
  const { base, options } = await meetingOf(scenario, gateway, root);
  const { inUse, seed, seedDrawn, file } = scenario;
  const [variable = 'OPENAI_API_KEY'] = inUse.platform.keyVariables;
  const key = shownKey(scenario);
  const path = basePathOf(inUse.platform);
  const others = countOthers(scenario, library);
  return `badgateway ${version}: ${scenario.title} (${file})

${ownLine(scenario)}  platform   ${inUse.platform.name}
  upstream   ${describeUpstream(scenario)}
  seed       ${seed}${seedDrawn ? ` (drawn; --seed ${seed} repeats it)` : ''}
  rules      ${ruleLines(scenario)}
  https      ${gateway.tlsUrl}
  root       ${root ?? 'in memory, where no client can trust it; badgateway ca makes one that is kept'}
  control    ${gateway.controlUrl}/health${tokenLine(controlToken)}
  live page  ${pageUrl(gateway.controlUrl, controlToken)}

Point a client here:
  export OPENAI_BASE_URL=${base}${path}
  export OPENAI_API_KEY=${key}${variable === 'OPENAI_API_KEY' ? '' : ` ${variable}=${key}`}

Or try it:
  ${curlOf(shownSample(scenario), base, options)}

Other scenarios: ${gateway.url}/@NAME${path}, ${others} (badgateway list scenarios). Ctrl-C stops.
`;
}
