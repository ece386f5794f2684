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

/** The JSON report of one client under some scenarios. */
async function drill(host, run, { platform, model, scenarios, limit, repeat = 1 }, { cwd, env }) {
  const files = scenarios.map((name) => scenarioFile(platform, name));
  const options = ['--json', '--jobs', jobs, '--repeat', repeat, '--time-limit', limit];
  const args = ['drill', ...files, ...options.map(String), '--', ...run];
  host.child.send({ args, cwd, env: { ...env, MODEL: model } });
  const answered = once(host.child, 'message').then(([message]) => message);
  const { code, out, err, error = err } = await Promise.race([answered, host.ended]);
  // 2: it could not run. All others come with a report.
  if (code === 2 || !out) throw new Error(`Failed to drill "${run.join(' ')}": ${error}`);
  return JSON.parse(out);
}

/** One drill for each client and run of the plan that it can take part in. */
export function drillsOf(plan, clients) {
  return plan.flatMap(({ platform, model, runs }) =>
    clients.flatMap(({ title, run, stream }) =>
      runs
        .filter((each) => !each.stream || stream)
        .map((each) => ({
          ...{ client: title, run: [...run.split(' '), ...(each.stream ? ['--stream'] : [])] },
          ...{ platform, model, ...each },
        })),
    ),
  );
}

/** What was seen of each client under each scenario: `{ client, platform, limit, scenario, at }`. */
export async function runAll(drills, place, told = () => {}) {
  const seen = [];
  let done = 0;
  const waiting = [...drills.entries()];
  async function work() {
    const host = newHost();
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, each] = next;
        const { at, version, scenarios } = await drill(host, each.run, each, place);
        const { client, platform, limit } = each;
        seen[index] = scenarios.map((scenario) => ({ client, platform, limit, at, version, scenario }));
        done += 1;
        told(each, `${done} of ${drills.length}`);
      }
    } finally {
      host.child.disconnect();
    }
  }
  await Promise.all(Array.from({ length: drillsAtOnce }, work));
  return seen.flat();
}
