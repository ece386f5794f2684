/** Runs clients through `badgateway drill`; what it reports is all that the page is made of. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { scenarioFile } from './clients.mjs';

/** Runs one command line after the other, without a start of the command for each. */
const hostFile = fileURLToPath(new URL('../../../test/helpers/command-host.mjs', import.meta.url));

/** Drills at once, and programs at once in each: they sleep for most of their time. */
const drillsAtOnce = 5;
const jobs = 4;

function newHost() {
  const child = fork(hostFile, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(([code]) => ({ error: `its process ended with ${code}` }));
  return { child, ended };
}

/** The JSON report of one client under some scenarios, and what its program said: `NAME | LINE`. */
async function drill(host, { run, files, model, limit, repeat }, { cwd, env }) {
  const often = repeat === undefined ? [] : ['--repeat', repeat];
  const options = ['--json', '--jobs', jobs, ...often, '--time-limit', limit];
  const args = ['drill', ...files, ...options.map(String), '--', ...run];
  host.child.send({ args, cwd, env: { ...env, MODEL: model } });
  const answered = once(host.child, 'message').then(([message]) => message);
  const { code, out, err, error = err } = await Promise.race([answered, host.ended]);
  // 2: it could not run. All others come with a report.
  if (code === 2 || !out) throw new Error(`Failed to drill "${run.join(' ')}": ${error}`);
  return { ...JSON.parse(out), said: err };
}

/** One drill for each client and run of the plan that it can take part in. */
export function drillsOf(plan, clients) {
  return plan.flatMap(({ platform, model, runs }) =>
    clients.flatMap(({ title, run, stream }) =>
      runs
        .filter((each) => !each.stream || stream)
        .map((each) => ({
          ...{ client: title, run: [...run.split(' '), ...(each.stream ? ['--stream'] : [])] },
          ...{ platform, model, repeat: 1, ...each },
          files: each.scenarios.map((name) => scenarioFile(platform, name)),
        })),
    ),
  );
}

/**
 * What was seen of each client under each scenario. A drill is `{ client, run, files, model, limit, repeat }`
 * and what else the page wants to know; without `repeat` the scenario's own number counts.
 */
export async function runAll(drills, place, told = () => {}, atOnce = drillsAtOnce) {
  const seen = [];
  let done = 0;
  const waiting = [...drills.entries()];
  async function work() {
    const host = newHost();
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, each] = next;
        const { at, version, scenarios, said } = await drill(host, each, place);
        const { client, platform, limit } = each;
        seen[index] = scenarios.map((scenario) => ({ client, platform, limit, at, version, said, scenario }));
        done += 1;
        told(each, `${done} of ${drills.length}`);
      }
    } finally {
      host.child.disconnect();
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return seen.flat();
}
