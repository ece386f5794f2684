/**
 * Runs one command line after the other with the built code, for tests that are not about the process:
 * starting it loads 800 files, which takes most of a second of CPU. A message is `{ args, env, cwd }`, its
 * answer `{ code, out, err }` or `{ error }`.
 */
import { run } from '../../dist/command/program.js';

/** As main.ts makes it for standard output and standard error that are pipes. */
function terminalOf(said) {
  const err = (text) => {
    said.err += text;
  };
  return {
    out: (text) => {
      said.out += text;
    },
    ...{ err, logTarget: { write: err } },
    ...{ env: process.env, columns: 0, colour: false },
    stopSignal: () => new Promise(() => {}),
    onStatusSignal: () => {},
    onFaultStopSignal: () => {},
  };
}

function enter({ env, cwd }) {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
  Object.assign(process.env, env);
}

process.on('disconnect', () => process.exit());
process.on('message', async (asked) => {
  const said = { out: '', err: '' };
  try {
    enter(asked);
    const code = await run(asked.args, terminalOf(said));
    process.send({ code, ...said });
  } catch (error) {
    process.send({ error: `${error.stack}\n${said.err}` });
  }
});
